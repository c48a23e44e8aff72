internal import Model

/// The days of the store's history and how busy each is: years, seasons, weekdays, sales days, hours.
///
/// Processes run in *business time*, in which every unit is equally busy (about 1,000 units a day), and are mapped to
/// the calendar at the end. That gives a Poisson process every season at the price of one look-up.
struct BusinessCalendar: Sendable {
    static let secondsPerDay = 86_400
    private static let years = 6

    /// Days since 1970-01-01.
    let firstDay: Int
    let lastDay: Int
    /// Business time by day, counted from `firstDay`.
    let days: WeightTable
    /// On which day customers join: as busy as the day, and more from year to year.
    private let joiningDays: WeightTable
    private let shoppingHours = WeightTable([
        9, 5, 3, 2, 2, 4, 10, 20, 34, 46, 56, 60, 62, 56, 52, 52, 54, 58, 66, 78, 88, 84, 58, 26
    ])
    private let officeHours = WeightTable([
        1, 0, 0, 0, 0, 1, 3, 12, 50, 90, 100, 90, 60, 78, 92, 90, 76, 46, 20, 12, 9, 7, 4, 2
    ])

    /// The history covers the calendar year of `endDate` and the five before it, up to and including `endDate`.
    init(endDate: CivilDate) {
        let start = endDate.firstOfYear.adding(months: -12 * (BusinessCalendar.years - 1))
        firstDay = Int(start.daysSinceEpoch)
        lastDay = Int(endDate.daysSinceEpoch)
        var weights: [Int] = []
        var joining: [Int] = []
        for day in firstDay...lastDay {
            let weight = BusinessCalendar.weight(of: CivilDate(daysSinceEpoch: Int32(clamping: day)))
            weights.append(weight)
            joining.append(weight * (500 + (day - firstDay) / 2) / 1000)
        }
        days = WeightTable(weights)
        joiningDays = WeightTable(joining)
    }

    /// The last second of the history.
    var endSecond: Int { (lastDay + 1) * BusinessCalendar.secondsPerDay - 1 }
    var startSecond: Int { firstDay * BusinessCalendar.secondsPerDay }

    /// Business time at the start of the day that holds `second`.
    func position(ofSecond second: Int) -> Int {
        days.starts[min(max(second / BusinessCalendar.secondsPerDay - firstDay, 0), lastDay - firstDay)]
    }

    /// A second of the day at `position` in business time, at an hour when people shop.
    func shoppingSecond(at position: Int, _ random: inout RandomStream) -> Int {
        second(onDay: firstDay + days.index(at: position), hours: shoppingHours, &random)
    }

    func joiningSecond(_ random: inout RandomStream) -> Int {
        second(onDay: firstDay + joiningDays.pick(&random), hours: shoppingHours, &random)
    }

    func shoppingSecond(onDay day: Int, _ random: inout RandomStream) -> Int {
        second(onDay: day, hours: shoppingHours, &random)
    }

    /// At an hour when offices are open.
    func officeSecond(onDay day: Int, _ random: inout RandomStream) -> Int {
        second(onDay: day, hours: officeHours, &random)
    }

    private func second(onDay day: Int, hours: WeightTable, _ random: inout RandomStream) -> Int {
        day * BusinessCalendar.secondsPerDay + hours.pick(&random) * 3600 + random.below(3600)
    }

    /// `second` where it lies in the history, otherwise nil: what would happen later has not happened yet.
    func past(_ second: Int) -> Int? { second <= endSecond ? second : nil }

    private static func weight(of date: CivilDate) -> Int {
        let (year, month, day) = date.components
        let season = [900, 820, 930, 940, 980, 1040, 900, 880, 980, 1030, 1300, 1300][month - 1]
        let weekday = [950, 920, 940, 980, 1080, 1170, 1000][date.weekday - 1]
        return season * weekday / 1000 * special(year: year, month: month, day: day, date: date) / 100
    }

    /// Per cent of an ordinary day.
    private static func special(year: Int, month: Int, day: Int, date: CivilDate) -> Int {
        switch (month, day) {
        case (1, 1): return 50
        case (6, 18): return 220
        case (11, 11): return 300
        case (12, 12): return 160
        case (12, 24), (12, 25), (12, 26): return 45
        default: break
        }
        // The day after the fourth Thursday of November, and the Monday that follows.
        if month == 11, date.weekday == 5, (23...29).contains(day) { return 260 }
        if date.weekday == 1, date.adding(days: -3).components.month == 11,
            (23...29).contains(date.adding(days: -3).components.day)
        {
            return 180
        }
        return 100
    }
}

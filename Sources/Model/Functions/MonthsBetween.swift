extension ScalarFunction {
    package static let monthsBetween = ScalarFunction(
        name: "months_between", operation: .monthsBetween, parameters: [.temporal, .temporal], result: .type(.int),
        documentation:
            "Whole months from the day of the first to the day of the second; a month is over on the same day of the next, or on its last.",
        example: "months_between(joined_at, first_order) < 3",
        kernel: .daysApart { Int64($0.wholeMonths(until: $1)) },
        sql: .stored("clientele_months_between"))
}

extension CivilDate {
    /// Months that are over by another day; negative where that lies before, and as many as the other way round.
    fileprivate static func whole(from first: CivilDate, to last: CivilDate) -> Int {
        let (a, b) = (first.components, last.components)
        let months = (b.year - a.year) * 12 + b.month - a.month
        // Where the month is shorter, its last day ends the month.
        return first.adding(months: months) > last ? months - 1 : months
    }

    func wholeMonths(until other: CivilDate) -> Int {
        self <= other ? CivilDate.whole(from: self, to: other) : -CivilDate.whole(from: other, to: self)
    }
}

import Engine
import Model
import Store
import Testing

/// Sequences and gaps of the generated shop, against every choice of records tried one by one.
struct SequenceReferenceTests {
    /// Summer time begins and ends in the first two zones, on different days; the third has days that SQL need not
    /// shift.
    @Test(arguments: ["Europe/Berlin", "America/New_York", "UTC"], ["2025-09-17", "2026-03-29"])
    func sequencesAreThoseOfABruteForce(timeZone: String, day: String) throws {
        let reference = try Reference(timeZone: timeZone, day: day)
        var random = SeededGenerator(seed: LawTests.seed)
        var proper = 0
        let count = LawTests.count / 8
        for _ in 0..<count {
            let sequence = TestedSequence(reference.history, using: &random)
            let expected = reference.history.customers.filter { sequence.holds(of: $0, in: reference) }.map(String.init)
            for isOptimising in [true, false] {
                reference.session.isOptimising = isOptimising
                let found = try reference.session.customers(where: sequence.text)
                #expect(found == expected, "\(sequence.text) in \(timeZone), as of \(day)")
            }
            if !expected.isEmpty, expected.count < reference.history.customers.count { proper += 1 }
        }
        #expect(proper * 3 > count, "\(proper) of \(count) pick some and leave some")
    }

    @Test(arguments: ["Europe/Berlin", "UTC"])
    func gapsAreThoseOfABruteForce(timeZone: String) throws {
        let reference = try Reference(timeZone: timeZone, day: LawTests.day)
        var random = SeededGenerator(seed: LawTests.seed)
        for entity in RecordedHistory.kinds.keys.sorted() {
            let kinds = [[], [reference.history.someKind(of: entity, using: &random)]]
            for (kinds, isOfDays) in kinds.flatMap({ [($0, false), ($0, true)] }) {
                let records = TestedSequence.records(entity, kinds)
                let gaps = try isOfDays ? reference.gapOfDays(entity, records) : "gap(\(records))"
                let rows = try reference.session.rows(
                    """
                    from customers | select id, n = count(\(gaps)), s = sum(\(gaps)), low = min(\(gaps)), high = max(\(gaps)), f = first(\(gaps)), l = last(\(gaps)), \
                    second = nth(2, \(gaps)), behind = nth(-2, \(gaps)), d = count(distinct \(gaps)), twice = round(2 * median(\(gaps)))
                    """)
                let expected = reference.history.customers.map { customer in
                    var days = reference.history.events(customer, entity, kinds).map {
                        reference.zone.localTime(of: $0.time).date.daysSinceEpoch
                    }
                    if isOfDays { days = Set(days).sorted() }
                    let gaps = zip(days, days.dropFirst()).map { Int($1 - $0) }
                    let sorted = gaps.sorted()
                    let middle = sorted.isEmpty ? nil : sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]
                    let cells: [Int?] = [
                        Int(customer), gaps.count, gaps.reduce(0, +), sorted.first, sorted.last, gaps.first, gaps.last,
                        gaps.dropFirst().first,
                        gaps.dropLast().last, Set(gaps).count, middle
                    ]
                    return cells.map { $0.map(String.init) ?? "" }.joined(separator: ",")
                }
                #expect(rows == expected, "\(gaps) in \(timeZone)")
            }
        }
    }

    /// The gaps of a customer's records cover the time from the first to the last.
    @Test func gapsAddUp() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: LawTests.day)
        for name in session.timedRecords {
            let model = session.environmentModel
            let time =
                model.entity(named: name).flatMap { entity in entity.eventTime.map { entity.fields[$0].name } } ?? ""
            let wrong = try session.rows("""
                from customers | where count(\(name)) > 0 and (sum(gap(\(name))) != days_between(first(\(name).\(time)), last(\(name).\(time))) or count(gap(\(name))) != count(\(name)) - 1) | select id
                """)
            #expect(wrong.isEmpty, "\(name)")
            let days = "day(\(name).\(time))", gaps = "gap(distinct \(days))"
            let wrongDays = try session.rows("""
                from customers | where count(\(name)) > 0 and (sum(\(gaps)) != sum(gap(\(name))) or count(\(gaps)) != count(distinct \(days)) - 1 or min(\(gaps)) < 1) | select id
                """)
            #expect(wrongDays.isEmpty, "\(days)")
        }
    }
}

/// A store as of a day in a zone, and the same records in memory.
struct Reference {
    let session: Session
    let zone: TimeZoneRules
    let history: RecordedHistory

    init(timeZone: String, day: String) throws {
        session = try Session.open(try GeneratedShop.path(), asOf: day, timeZone: timeZone)
        zone = try TimeZoneRules.load(named: timeZone)
        let parts = day.split(separator: "-").compactMap { Int($0) }
        let next = try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2])).adding(days: 1)
        history = try RecordedHistory(session.environmentModel, before: zone.startOfDay(next))
    }

    /// - Parameter records: the entity, and a condition perhaps.
    func gapOfDays(_ entity: String, _ records: String) throws -> String {
        let declaration = try #require(session.environmentModel.entity(named: entity))
        let time = declaration.fields[try #require(declaration.eventTime)].name
        return "gap(distinct day(\(entity).\(time)\(records.dropFirst(entity.count))))"
    }
}

/// A sequence as data: what asks for it, and what it means.
struct TestedSequence {
    enum Limit {
        case hours(Int), days(Int), months(Int)
    }

    struct Records {
        var entity: String
        var kinds: [String]
    }

    struct Step {
        var records: Records
        var limit: Limit?
        var exclusions: [Records]
    }

    var steps: [Step]

    init(_ history: RecordedHistory, using random: inout SeededGenerator) {
        func records(_ random: inout SeededGenerator) -> Records {
            let entity = RecordedHistory.kinds.keys.sorted()[
                Int.random(in: 0..<RecordedHistory.kinds.count, using: &random)]
            let count = Int.random(in: 0...2, using: &random)
            return Records(entity: entity, kinds: (0..<count).map { _ in history.someKind(of: entity, using: &random) })
        }
        steps = (0..<Int.random(in: 2...3, using: &random)).map { index in
            let limit: Limit? = switch Int.random(in: 0..<6, using: &random) {
            case 0, 5: nil
            case 1: .hours(Int.random(in: 1...72, using: &random))
            case 2: .months(Int.random(in: 1...3, using: &random))
            default: .days(Int.random(in: 0...30, using: &random))
            }
            let exclusions =
                Int.random(in: 0..<3, using: &random) > 0
                ? [] : (0..<Int.random(in: 1...2, using: &random)).map { _ in records(&random) }
            return index == 0
                ? Step(records: records(&random), limit: nil, exclusions: [])
                : Step(records: records(&random), limit: limit, exclusions: exclusions)
        }
    }

    // MARK: As text

    static func records(_ entity: String, _ kinds: [String]) -> String {
        let field = RecordedHistory.kinds[entity] ?? ""
        return kinds.isEmpty
            ? entity : "\(entity) where \(field) in (\(kinds.map { "\"\($0)\"" }.joined(separator: ", ")))"
    }

    var text: String {
        let texts = steps.map { step -> String in
            var text = TestedSequence.records(step.records.entity, step.records.kinds)
            switch step.limit {
            case .hours(let count): text += " within \(count) hours"
            case .days(let count): text += " within \(count) days"
            case .months(let count): text += " within \(count) months"
            case nil: break
            }
            if !step.exclusions.isEmpty {
                text +=
                    " without \(step.exclusions.map { TestedSequence.records($0.entity, $0.kinds) }.joined(separator: ", ")) between"
            }
            return text
        }
        return "sequence(\(texts.joined(separator: " then ")))"
    }

    // MARK: What it means

    func holds(of customer: Int64, in reference: Reference) -> Bool {
        let candidates = steps.map { reference.history.events(customer, $0.records.entity, $0.records.kinds) }
        let excluded = steps.map { step in
            step.exclusions.flatMap { reference.history.events(customer, $0.entity, $0.kinds) }
        }
        func continues(_ step: Int, after previous: RecordedHistory.Event) -> Bool {
            if step == steps.count { return true }
            return candidates[step].contains { event in
                event.time > previous.time && isNear(previous.time, event.time, steps[step].limit, reference.zone)
                    && !excluded[step].contains { $0.time > previous.time && $0.time < event.time }
                    && continues(step + 1, after: event)
            }
        }
        return candidates[0].contains { continues(1, after: $0) }
    }

    private func isNear(_ earlier: Instant, _ later: Instant, _ limit: Limit?, _ zone: TimeZoneRules) -> Bool {
        let (from, to) = (zone.localTime(of: earlier).date, zone.localTime(of: later).date)
        return switch limit {
        case .hours(let count): later.microseconds - earlier.microseconds <= Int64(count) * 3_600_000_000
        case .days(let count): to <= from.adding(days: count)
        case .months(let count): to <= from.adding(months: count)
        case nil: true
        }
    }
}

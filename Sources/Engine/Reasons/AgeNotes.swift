import Model
import Planning
import Semantics
import Syntax

/// Stores whose records end long before the day that a question is asked as of: "within the last 30 days" is nobody
/// there.
extension Session {
    /// Days between the newest record and the question's day that are long.
    private static let longDays = 90

    /// A note where nobody is found, records ended long ago, and somebody would be found as of their end.
    func noteOnAge(_ query: BoundQuery, of compilation: Compilation) throws(Failure) -> Diagnostic? {
        guard let last = try lastDayOfRecords(), last.adding(days: Session.longDays) < time.day else { return nil }
        let then = TimeContext(endOf: last, zone: time.zone)
        let result = try run(try plans(query, of: compilation.script, time: then).optimised)
        return try result.advance() ? .recordsEnd(last, at: query.span) : nil
    }

    /// The day of the newest record that belongs to a customer, as of the question's day; nil where no record has a
    /// time.
    private func lastDayOfRecords() throws(Failure) -> CivilDate? {
        var last: CivilDate?
        for entity in environment.model.entities where entity.owner != nil {
            guard let time = entity.eventTime else { continue }
            let text = "from \(entity.name.asName) | aggregate { n = max(\(entity.fields[time].name.asName)) }"
            let asked = context.compile(name: "newest", bytes: Array(text.utf8))
            guard !asked.hasErrors, let query = asked.queries.last else { continue }
            let result = try run(query, of: asked.script)
            var row: [Value] = []
            guard try result.advance() else { continue }
            result.read(into: &row)
            let day: CivilDate? = switch row.first {
            case .date(let day)?: day
            case .time(let instant)?: self.time.zone.day(of: instant)
            default: nil
            }
            if let day, last.map({ $0 < day }) ?? true { last = day }
        }
        return last
    }
}

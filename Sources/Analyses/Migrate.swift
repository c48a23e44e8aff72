package import Model
package import Semantics
package import Syntax

/// `| migrate tier from 2026-01-01 to today`: customers by their class on one day and on another.
///
///     before  after   new    n   share
///     gold    gold    false  12  0.8
///     gold    silver  false   3  0.2
///             silver  true    5            -- joined between the two days
///
/// Customers absent on the last day are not counted; the note says how many. A share is of the customers with the same
/// class before, so those who joined in between have none.
package struct Migrate: Analysis {
    package static let form = AnalysisForm(
        "migrate", "How many customers have moved from each class to each other between two days.",
        [.init("class", .value), .init("start", .moment, behind: "from"), .init("end", .moment, behind: "to")],
        example: "from customers | migrate loyalty from 90 days ago to today")

    private let analysis: BoundAnalysis
    private let context: AnalysisContext

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        self.analysis = analysis
        self.context = context
    }

    // MARK: Asking

    /// Columns of the answer.
    fileprivate enum Column: Int { case before, after, wasThere, isThere, count }

    package var questions: [BoundQuery] {
        guard let value = analysis.value("class"), let start = analysis.moment("start"),
            let end = analysis.moment("end")
        else { return [] }
        let isThere = analysis.query.exists(in: context.model)
        func key(_ name: String, _ column: BoundColumn, _ moment: BoundMoment) -> BoundColumn {
            var key = column
            key.name = name
            key.expression = analysis.query.value(column.expression, asOf: moment)
            return key
        }
        return [
            analysis.query.grouped(
                by: [
                    key("before", value, start), key("after", value, end),
                    key("was_there", BoundColumn(name: "", expression: isThere), start),
                    key("is_there", BoundColumn(name: "", expression: isThere), end),
                ])
        ]
    }

    // MARK: Counting

    fileprivate struct Move {
        var before: Value, after: Value
        /// Whether the customers joined after the first day.
        var isNew: Bool
        var count: Int64
    }

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        let rows = answers.first?.rows ?? []
        let moves = rows.filter { $0[Column.isThere.rawValue] == .bool(true) }.map { Move($0) }
        let ordered = moves.filter { !$0.isNew } + moves.filter(\.isNew)
        let totals = Migrate.totals(ordered)
        let type = analysis.value("class")?.expression.type ?? .text
        let table = ResultTable(
            [
                ResultColumn(name: "before", type: type), ResultColumn(name: "after", type: type),
                ResultColumn(name: "new", type: .bool), ResultColumn(name: "n", type: .int),
                ResultColumn(name: "share", type: .number),
            ],
            zip(ordered, totals).map { move, total in
                [
                    move.before, move.after, .bool(move.isNew), .int(move.count),
                    move.isNew ? .missing : .number(Double(move.count) / Double(total)),
                ]
            },
            as: .matrix(rows: 0, columns: 1, count: 3, share: 4, apart: 2, named: "(joined later)"))
        let count = moves.reduce(0) { $0 + $1.count }, all = rows.reduce(0) { $0 + Move($1).count }
        return AnalysisResult(.customers(Int(count)), table, definitions: definitions(leftOut: all - count))
    }

    /// For each move, how many customers had the same class before; equal classes follow each other.
    private static func totals(_ moves: [Move]) -> [Int64] {
        var totals: [Int64] = []
        while totals.count < moves.count {
            let first = moves[totals.count]
            let run = moves[totals.count...].prefix {
                $0.before.isIdentical(to: first.before) && $0.isNew == first.isNew
            }
            totals += repeatElement(run.reduce(0) { $0 + $1.count }, count: run.count)
        }
        return totals
    }

    private func definitions(leftOut: Int64) -> [String] {
        let name = analysis.value("class")?.name ?? ""
        let days = ["start", "end"].map { analysis.moment($0).map(context.text(of:)) ?? "" }
        let meaning = "`\(name)` as of \(days[0]) (rows) and as of \(days[1]) (columns); shares are of the row"
        guard leftOut > 0 else { return [meaning] }
        return [
            meaning,
            leftOut == 1
                ? "1 customer joined after \(days[1]) and is not counted"
                : "\(leftOut) customers joined after \(days[1]) and are not counted",
        ]
    }
}

extension Migrate.Move {
    fileprivate init(_ row: [Value]) {
        func value(_ column: Migrate.Column) -> Value { row[column.rawValue] }
        isNew = value(.wasThere) != .bool(true)
        // A condition is false of whoever was not there; here nothing is known of them.
        (before, after) = (isNew ? .missing : value(.before), value(.after))
        count = value(.count).count
    }
}

// MARK: Days the wrong way round

extension Migrate {
    package static func check(_ analysis: BoundAnalysis, text: (SourceSpan) -> String) -> [Diagnostic] {
        guard let start = analysis.clause("start"), let end = analysis.clause("end"),
            let from = analysis.moment("start"), let to = analysis.moment("end"), to.isCertainly(before: from)
        else { return [] }
        return [.daysReversed(start.span, text(start.span), end.span, text(end.span))]
    }
}

extension BoundMoment {
    /// Whether it lies before another one whatever the question's day is; false where that depends on it.
    fileprivate func isCertainly(before other: BoundMoment) -> Bool {
        switch (self, other) {
        case (.ago(let count, let unit), .ago(let otherCount, let otherUnit)):
            unit == otherUnit && count > otherCount
        case (.ago(let count, _), _): count > 0 && other.isToday
        default: zip(day, other.day).map { $0 < $1 } ?? false
        }
    }

    private var isToday: Bool {
        if case .end(let expression) = self, case .today = expression.kind { true } else { false }
    }

    /// The last day of a written date or month.
    private var day: CivilDate? {
        guard case .end(let expression) = self else { return nil }
        return switch expression.kind {
        case .period(_, let next): next.adding(days: -1)
        case .literal(.date(let day)): day
        default: nil
        }
    }
}

private func zip<T>(_ a: T?, _ b: T?) -> (T, T)? {
    guard let a, let b else { return nil }
    return (a, b)
}

extension DiagnosticCode {
    package static let migrateCodes: [DiagnosticCode] = [daysReversed]

    static let daysReversed = DiagnosticCode(
        "E0451", "days the wrong way round",
        explanation:
            "A warning: `migrate` goes from an earlier day to a later one, and here the second day lies before the first. The table is worked out all the same; its rows are the later day.",
        wrong: "from customers | migrate city from today to 90 days ago",
        right: "from customers | migrate city from 90 days ago to today")
}

extension Diagnostic {
    static func daysReversed(_ first: SourceSpan, _ firstText: String, _ second: SourceSpan, _ secondText: String)
        -> Diagnostic
    {
        Diagnostic(
            .daysReversed, "`\(secondText)` lies before `\(firstText)`", at: second, label: "the earlier day",
            severity: .warning, secondary: [Label(first, "the later one")],
            fixIts: [FixIt("swap the days", [.init(first, secondText), .init(second, firstText)])])
    }
}

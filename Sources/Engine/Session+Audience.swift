import Model
import Planning
import Semantics
import Snapshots
import Synchronization

/// How many customers a text is about, for whoever is still writing it.
extension Session {
    /// Whether the text is one statement whose rows are customers: a segment, or a pipeline that keeps them.
    package func hasAudience(_ compilation: Compilation) -> Bool { audience(of: compilation) != nil }

    /// How many customers a text without errors picks; nil where it picks none, and where columns can't be read.
    ///
    /// Says nothing of columns that have to be built for it. Stopped like any question, by the session's interrupter.
    package func audienceSize(of compilation: Compilation) throws(Failure) -> Int? {
        guard let query = audience(of: compilation) else { return nil }
        return try withoutBuildReports { () throws(Failure) in try size(of: query, compilation) }
    }

    private func size(of query: BoundQuery, _ compilation: Compilation) throws(Failure) -> Int? {
        var plan = try plans(query, of: compilation.script).lowered
        let count = PlanColumn(
            name: "customers", expression: .groupAggregate(.count, nil, filter: nil, isDistinct: false, .int))
        plan.root = .group(plan.root.withoutOrderAndColumns, keys: [], aggregates: [count])
        plan.isSegment = false
        let result = try run(isOptimising ? Optimizer.optimise(plan) : plan)
        var row: [Value] = []
        guard try result.advance() else { return nil }
        result.read(into: &row)
        guard case .int(let size)? = row.first else { return nil }
        return Int(size)
    }

    /// Runs `body` without reporting the progress of columns built meanwhile.
    package func withoutBuildReports<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        buildReports.isSilent.store(true, ordering: .relaxed)
        defer { buildReports.isSilent.store(false, ordering: .relaxed) }
        return try body()
    }

    private func audience(of compilation: Compilation) -> BoundQuery? {
        compilation.hasErrors ? nil : .audience(of: compilation.script, model: compilation.environment.model)
    }
}

extension RelationNode {
    /// As many rows, for less work.
    fileprivate var withoutOrderAndColumns: RelationNode {
        switch self {
        case .project(let input, _), .sort(let input, _): input.withoutOrderAndColumns
        case .take(let input, let count): .take(input.withoutOrderAndColumns, count)
        default: self
        }
    }
}

/// Reports the progress of columns that a question waits for, unless silenced.
final class BuildReports: Sendable {
    let isSilent = Atomic(false)
    private let report: @Sendable (BuildProgress?) -> Void

    init(_ report: @escaping @Sendable (BuildProgress?) -> Void) { self.report = report }

    func tell(_ progress: BuildProgress?) {
        if !isSilent.load(ordering: .relaxed) { report(progress) }
    }
}

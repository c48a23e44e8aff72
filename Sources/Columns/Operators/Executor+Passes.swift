import Model
import Planning

extension Executor {
    /// The requested results for the rows of a relation, row by row, and the number of rows.
    ///
    /// Rows of the store are scanned once: each batch is filtered, and the requests are computed for the remaining rows
    /// while the filter's findings about their records are still cached.
    func results(_ requests: [BatchOutput], of relation: RelationNode) throws(ExecutionError) -> (
        results: [BatchResult], count: Int
    ) {
        if let pass = pass(relation) {
            if let condition = pass.condition { return try results(requests, pass.rows, where: condition) }
            return (try results(requests, pass.rows), pass.rows.count)
        }
        if case .sort(let input, let keys) = relation {
            let (found, count) = try results(requests + keys.map { .values($0.expression) }, of: input)
            let order = try order(
                zip(keys, found.suffix(keys.count)).map { ($1.vector, $0.isDescending) }, count: count)
            return (found.prefix(requests.count).map { $0.at(order) }, count)
        }
        let frame = try rows(of: relation)
        return (try results(requests, frame), frame.count)
    }

    /// Rows of the store and what they must fulfil; nil for a relation that takes more than that.
    func pass(_ relation: RelationNode) -> (rows: RowBatch, condition: PlanExpression?)? {
        switch relation {
        case .scan(let scan):
            let conditions = scan.timeRanges.filter { !isWithin($0) }.map(\.condition)
            return (
                allRows(of: scan), conditions.isEmpty ? nil : conditions.count == 1 ? conditions[0] : .and(conditions)
            )
        case .filter(let input, let condition):
            guard input.isOfEntity, let (rows, first) = pass(input) else { return nil }
            // One after another: what comes later may fail for rows that are left out before.
            return (rows, first.map { .and([$0, condition]) } ?? condition)
        default: return nil
        }
    }

    private func results(_ requests: [BatchOutput], _ all: RowBatch, where condition: PlanExpression)
        throws(ExecutionError) -> (results: [BatchResult], count: Int)
    {
        let batches = Batches(all)
        let pieces = try workers.map(batches.count, evaluator) { [memory] evaluator, index throws(ExecutionError) in
            let batch = batches[index], mask = try evaluator.mask(condition, batch), count = mask.holdingCount
            // The first batch shows how values are held, even if it has no row left.
            if count == 0, index > 0 { return (results: [BatchResult](), count: 0) }
            try memory.take(count * requests.reduce(0) { $0 + $1.width })
            return (
                try evaluator.results(requests, count < batch.count ? batch.selecting(mask.positions) : batch), count
            )
        }
        let some = pieces.filter { !$0.results.isEmpty }
        return (
            requests.indices.map { column in BatchResult(joining: some.map { $0.results[column] }, workers) },
            pieces.reduce(0) { $0 + $1.count }
        )
    }
}

extension Evaluator {
    mutating func results(_ requests: [BatchOutput], _ batch: RowBatch) throws(ExecutionError) -> [BatchResult] {
        var results: [BatchResult] = []
        for request in requests {
            switch request {
            case .values(let expression): results.append(.values(try value(expression, batch)))
            case .mask(let condition): results.append(.mask(try mask(condition, batch)))
            }
        }
        return results
    }
}

extension BatchOutput {
    /// Bytes a row: eight for a value, one for whether it is known.
    var width: Int { if case .mask = self { 1 } else { 9 } }
}

extension BatchResult {
    /// Values; none of a mask.
    var vector: Vector { if case .values(let vector) = self { vector } else { Vector(.integers([])) } }

    fileprivate func at(_ positions: [Int32]) -> BatchResult {
        switch self {
        case .values(let vector): .values(vector.at(positions))
        case .mask(let mask): .mask(mask.at(positions))
        }
    }

    /// Pieces of the same kind one after another, copied by all threads.
    fileprivate init(joining pieces: [BatchResult], _ workers: Workers) {
        if case .mask? = pieces.first {
            self = .mask(workers.joined(pieces.map { if case .mask(let mask) = $0 { mask } else { [] } }))
        } else {
            self = .values(Vector(joining: pieces.map(\.vector), workers))
        }
    }
}

extension Vector {
    fileprivate init(joining pieces: [Vector], _ workers: Workers) {
        var integers: [[Int64]] = [], numbers: [[Double]] = [], codes: [[Int32]] = []
        var list: StringDictionary?
        for piece in pieces {
            switch piece.values {
            case .integers(let values): integers.append(values)
            case .numbers(let values): numbers.append(values)
            case .texts(let own, let texts):
                if list == nil || list === texts { codes.append(own) }
                list = list ?? texts
            }
        }
        let values: Values
        if let list, codes.count == pieces.count {
            values = .texts(workers.joined(codes), list)
        } else if integers.count == pieces.count {
            values = .integers(workers.joined(integers))
        } else if numbers.count == pieces.count {
            values = .numbers(workers.joined(numbers))
        } else {
            self.init(concatenating: pieces)
            return
        }
        let isKnown = pieces.allSatisfy { $0.valid == nil }
        self.init(
            values,
            valid: isKnown ? nil : workers.joined(pieces.map { $0.valid ?? Mask(repeating: 1, count: $0.count) }))
    }
}

extension Workers {
    fileprivate func joined<Element: BitwiseCopyable & Sendable>(_ pieces: [[Element]]) -> [Element] {
        if pieces.count == 1 { return pieces[0] }
        var starts = [0]
        for piece in pieces { starts.append(starts[starts.count - 1] + piece.count) }
        let places = starts
        return [Element](count: places[pieces.count]) { joined in
            each(pieces.count) { piece in
                _ = joined.part(places[piece]..<places[piece + 1]).initialize(fromContentsOf: pieces[piece])
            }
        }
    }
}

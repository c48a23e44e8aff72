import Concurrency
import Model
import Planning

/// The result for a batch: values, or a mask of where a condition holds.
enum BatchResult: Sendable {
    case values(Vector)
    case mask(Mask)
}

/// An output requested for every batch.
enum BatchOutput {
    case values(PlanExpression)
    case mask(PlanExpression)
}

extension Executor {
    // MARK: Expressions

    /// Values of an expression for every position of a frame without an outer one.
    func values(_ expression: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        try values([expression], frame)[0]
    }

    /// The same of several, which share what they read of a batch.
    func values(_ expressions: [PlanExpression], _ frame: RowBatch) throws(ExecutionError) -> [Vector] {
        try results(expressions.map { .values($0) }, frame).map(\.vector)
    }

    func mask(_ condition: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> Mask {
        if case .mask(let mask)? = try results([.mask(condition)], frame).first { mask } else { [] }
    }

    func results(_ requests: [BatchOutput], _ frame: RowBatch) throws(ExecutionError) -> [BatchResult] {
        if frame.variable == nil, requests.allSatisfy({ if case .values(.column) = $0 { true } else { false } }) {
            // Columns of a stage are there already.
            var evaluator = evaluator
            var results: [BatchResult] = []
            for case .values(let column) in requests { results.append(.values(try evaluator.value(column, frame))) }
            return results
        }
        // Eight bytes for a value, one for whether it is known.
        try memory.take(frame.count * requests.reduce(0) { $0 + $1.width })
        return try results(Batches(frame)) { evaluator, batch, _ throws(ExecutionError) in
            try evaluator.results(requests, batch)
        }
    }

    /// Positions of a frame at which a condition holds.
    func positions(_ condition: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> [Int32] {
        let batches = Batches(frame)
        try memory.take(frame.count * 4)
        let pieces = try workers.map(batches.count, evaluator) { evaluator, index throws(ExecutionError) in
            let mask = try evaluator.mask(condition, batches[index])
            return mask.positions(from: batches.range(index).lowerBound)
        }
        var starts = [0]
        for piece in pieces { starts.append(starts[starts.count - 1] + piece.count) }
        let places = starts
        return [Int32](count: places[pieces.count]) { positions in
            workers.each(pieces.count) { piece in
                _ = positions.part(places[piece]..<places[piece + 1]).initialize(fromContentsOf: pieces[piece])
            }
        }
    }

    // MARK: Batches

    /// Works out every batch, and puts the results of all together: each writes its own where they belong.
    ///
    /// - Parameter body: gets a batch and the positions that it consists of.
    func results(
        _ batches: Batches,
        _ body: @escaping @Sendable (inout Evaluator, RowBatch, Range<Int>) throws(ExecutionError) -> [BatchResult]
    ) throws(ExecutionError) -> [BatchResult] {
        if workers.cancellation.isCancelled { throw ExecutionError.interrupted }
        // The first batch shows how the values are held.
        var evaluator = evaluator.forThread
        let first = try body(&evaluator, batches[0], batches.range(0))
        if batches.count < 2 { return first }
        // Eight bytes for a value, one for whether it is known.
        try memory.take(batches.total * first.reduce(0) { if case .mask = $1 { $0 + 1 } else { $0 + 9 } })
        var outcome: Result<[[BatchRemainder]], ExecutionError> = .success([])
        let columns = SharedColumn.columns(like: first[...], count: batches.total) { columns in
            do throws(ExecutionError) {
                outcome = .success(
                    try workers.map(batches.count, self.evaluator) { evaluator, index throws(ExecutionError) in
                        let range = batches.range(index)
                        let results = index == 0 ? first : try body(&evaluator, batches[index], range)
                        return zip(columns, results).map { column, result in column.write(result, range) }
                    })
            } catch { outcome = .failure(error) }
        }
        let rests = try outcome.get()
        return columns.enumerated().map { index, column in column.completed(rests.map { $0[index] }, batches) }
    }
}

/// The rest of a batch's result, besides the values already written to their places.
private struct BatchRemainder: Sendable {
    var valid: Mask?
    var texts: StringDictionary?
    /// The whole batch, where its values are held in another way than those of the first.
    var vector: Vector?
}

/// A result's memory, which batches write to.
private enum SharedColumn: Sendable {
    case integers(SharedBuffer<Int64>)
    case numbers(SharedBuffer<Double>)
    case codes(SharedBuffer<Int32>)
    case mask(SharedBuffer<UInt8>)

    /// Results like some others, which `fill` writes all of.
    static func columns(
        like some: ArraySlice<BatchResult>, count: Int, _ columns: [SharedColumn] = [],
        filledBy fill: ([SharedColumn]) -> Void
    ) -> [BatchResult] {
        guard let first = some.first else {
            fill(columns)
            return []
        }
        var others: [BatchResult] = []
        func allocated<Element: BitwiseCopyable>(_ column: (SharedBuffer<Element>) -> SharedColumn) -> [Element] {
            [Element](count: count) {
                others = SharedColumn.columns(
                    like: some.dropFirst(), count: count, columns + [column($0)], filledBy: fill)
            }
        }
        let result: BatchResult
        switch first {
        case .mask: result = .mask(allocated { .mask($0) })
        case .values(let vector):
            switch vector.values {
            case .integers: result = .values(Vector(.integers(allocated { .integers($0) })))
            case .numbers: result = .values(Vector(.numbers(allocated { .numbers($0) })))
            case .texts(_, let texts): result = .values(Vector(.texts(allocated { .codes($0) }, texts)))
            }
        }
        return [result] + others
    }

    func write(_ result: BatchResult, _ range: Range<Int>) -> BatchRemainder {
        switch (self, result) {
        case (.mask(let column), .mask(let mask)):
            _ = column.part(range).initialize(fromContentsOf: mask)
            return BatchRemainder()
        case (_, .values(let vector)):
            var rest = BatchRemainder(valid: vector.valid)
            switch (self, vector.values) {
            case (.integers(let column), .integers(let values)):
                _ = column.part(range).initialize(fromContentsOf: values)
            case (.numbers(let column), .numbers(let values)): _ = column.part(range).initialize(fromContentsOf: values)
            case (.codes(let column), .texts(let codes, let texts)):
                _ = column.part(range).initialize(fromContentsOf: codes)
                rest.texts = texts
            default: rest.vector = vector
            }
            return rest
        default: return BatchRemainder()
        }
    }
}

extension BatchResult {
    /// With what the batches left behind.
    fileprivate func completed(_ rests: [BatchRemainder], _ batches: Batches) -> BatchResult {
        guard case .values(let written) = self else { return self }
        if rests.contains(where: { $0.vector != nil }) {
            return .values(
                Vector(
                    concatenating: rests.enumerated().map { index, rest in
                        if let vector = rest.vector { return vector }
                        var part = written.part(batches.range(index))
                        part.valid = rest.valid
                        if case .texts(let codes, _) = part.values, let texts = rest.texts {
                            part.values = .texts(codes, texts)
                        }
                        return part
                    }))
        }
        var valid: Mask?
        if rests.contains(where: { $0.valid != nil }) {
            valid = Mask(count: batches.total) { valid in
                for (index, rest) in rests.enumerated() {
                    let part = valid.part(batches.range(index))
                    if let own = rest.valid {
                        _ = part.initialize(fromContentsOf: own)
                    } else {
                        part.initialize(repeating: 1)
                    }
                }
            }
        }
        if case .texts(let codes, let texts) = written.values, rests.contains(where: { $0.texts !== texts }) {
            return .values(Vector(BatchResult.united(codes, rests, batches), valid: valid))
        }
        return .values(Vector(written.values, valid: valid))
    }

    /// Each batch may have a list of texts of its own, as those of classes have.
    private static func united(_ codes: [Int32], _ rests: [BatchRemainder], _ batches: Batches) -> Vector.Values {
        var places: [ObjectIdentifier: Int] = [:]
        var lists: [StringDictionary] = []
        for case let list? in rests.map(\.texts) where places[ObjectIdentifier(list)] == nil {
            places[ObjectIdentifier(list)] = lists.count
            lists.append(list)
        }
        let united = StringDictionary.united(lists)
        var result = codes
        result.withUnsafeMutableBufferPointer { codes in
            for (index, rest) in rests.enumerated() {
                guard let place = rest.texts.flatMap({ places[ObjectIdentifier($0)] }) else { continue }
                let table = united.codes[place]
                for position in batches.range(index) { codes[position] = table[Int(codes[position])] }
            }
        }
        return .texts(result, united.texts)
    }
}

extension Mask {
    /// The positions at which it holds, counted from a start.
    func positions(from start: Int) -> [Int32] {
        let first = Int32(truncatingIfNeeded: start)
        let holding = holdingCount
        // Unsafe access within the mask's own indices, in a loop over every row.
        return withUnsafeBufferPointer { mask in
            [Int32](unsafeUninitializedCapacity: holding + 1) { buffer, initialized in
                initialized = holding
                var place = 0
                // Where few hold, most of the time none of eight does.
                if holding < mask.count / 16, let bytes = UnsafeRawPointer(mask.baseAddress) {
                    for start in stride(from: 0, to: mask.count, by: 8) {
                        var word: UInt64 = 0
                        if start + 8 <= mask.count {
                            word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
                        } else {
                            for ahead in 0..<mask.count - start {
                                word |= UInt64(mask[start + ahead]) &<< UInt64(8 * ahead)
                            }
                        }
                        while word != 0 {
                            buffer[place] = first &+ Int32(truncatingIfNeeded: start &+ word.trailingZeroBitCount / 8)
                            place &+= 1
                            word &= word &- 1
                        }
                    }
                    return
                }
                // Written always and kept only where it holds: no branch to guess wrong.
                for position in 0..<mask.count {
                    buffer[place] = first &+ Int32(truncatingIfNeeded: position)
                    place &+= Int(mask[position])
                }
            }
        }
    }
}

extension Vector {
    /// The values of a range of positions.
    func part(_ range: Range<Int>) -> Vector {
        let valid = valid.map { Array($0[range]) }
        return switch values {
        case .integers(let values): Vector(.integers(Array(values[range])), valid: valid)
        case .numbers(let values): Vector(.numbers(Array(values[range])), valid: valid)
        case .texts(let codes, let texts): Vector(.texts(Array(codes[range]), texts), valid: valid)
        }
    }
}

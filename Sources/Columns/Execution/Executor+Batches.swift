import Model
import Planning

/// What a batch leaves behind besides the values that it wrote where they belong.
private struct BatchRest: Sendable {
    var valid: Mask?
    var texts: Texts?
    /// The whole batch, where its values are held in another way than those of the first.
    var vector: Vector?
}

extension Executor {
    /// Values of an expression for every position of a frame without an outer one, computed in batches.
    func values(_ expression: PlanExpression, _ frame: Frame) throws(ExecutionError) -> Vector {
        // Columns of a stage are there already.
        if case .column(let index, _) = expression, frame.variable == nil, index < frame.columns.count { return frame.columns[index] }
        let batches = Batches(frame)
        if workers.interruption.isRequested { throw ExecutionError.interrupted }
        var evaluator = evaluator
        guard batches.count > 0 else { return Vector(concatenating: [], expression.type.kind) }
        // The first batch shows how the values are held; the others write theirs where they belong.
        let first = try evaluator.value(expression, batches[0])
        if batches.count == 1 { return first }
        switch first.values {
        case .integers:
            let (values, rests) = try fill(expression, batches, first) { if case .integers(let values) = $0.values { values } else { nil } }
            return Executor.vector(.integers(values), rests, batches, expression.type.kind)
        case .numbers:
            let (values, rests) = try fill(expression, batches, first) { $0.numbers }
            return Executor.vector(.numbers(values), rests, batches, expression.type.kind)
        case .texts(_, let texts):
            let (codes, rests) = try fill(expression, batches, first) { if case .texts(let codes, _) = $0.values { codes } else { nil } }
            return Executor.vector(.texts(codes, texts), rests, batches, expression.type.kind)
        }
    }

    func mask(_ condition: PlanExpression, _ frame: Frame) throws(ExecutionError) -> Mask {
        let batches = Batches(frame)
        return try written(batches) { evaluator, index, part throws(ExecutionError) in
            _ = part.initialize(fromContentsOf: try evaluator.mask(condition, batches[index]))
        }.values
    }

    /// Positions of a frame at which a condition holds.
    func positions(_ condition: PlanExpression, _ frame: Frame) throws(ExecutionError) -> [Int32] {
        let batches = Batches(frame)
        let pieces = try workers.map(batches.count, evaluator) { evaluator, index throws(ExecutionError) in
            let mask = try evaluator.mask(condition, batches[index])
            return mask.positions(from: batches.range(index).lowerBound)
        }
        var starts = [0]
        for piece in pieces { starts.append(starts[starts.count - 1] + piece.count) }
        let places = starts
        return [Int32](count: places[pieces.count]) { positions in
            workers.each(pieces.count) { piece in _ = positions.part(places[piece]..<places[piece + 1]).initialize(fromContentsOf: pieces[piece]) }
        }
    }

    // MARK: Writing in place

    private func fill<Element: BitwiseCopyable & Sendable>(_ expression: PlanExpression, _ batches: Batches, _ first: Vector,
                                                           _ elements: @escaping @Sendable (Vector) -> [Element]?) throws(ExecutionError) -> (values: [Element], rests: [BatchRest]) {
        try written(batches) { evaluator, index, part throws(ExecutionError) in
            let vector = index == 0 ? first : try evaluator.value(expression, batches[index])
            guard let own = elements(vector), own.count == part.count else { return BatchRest(vector: vector) }
            _ = part.initialize(fromContentsOf: own)
            if case .texts(_, let texts) = vector.values { return BatchRest(valid: vector.valid, texts: texts) }
            return BatchRest(valid: vector.valid)
        }
    }

    /// One array that every batch writes its part of, and what else it leaves.
    private func written<Element: BitwiseCopyable & Sendable, Rest: Sendable>(
        _ batches: Batches,
        _ write: @escaping @Sendable (inout Evaluator, Int, UnsafeMutableBufferPointer<Element>) throws(ExecutionError) -> Rest
    ) throws(ExecutionError) -> (values: [Element], rests: [Rest]) {
        var outcome: Result<[Rest], ExecutionError> = .success([])
        let values = [Element](count: batches.total) { values in
            do throws(ExecutionError) {
                outcome = .success(try workers.map(batches.count, evaluator) { evaluator, index throws(ExecutionError) in
                    try write(&evaluator, index, values.part(batches.range(index)))
                })
            } catch { outcome = .failure(error) }
        }
        return (values, try outcome.get())
    }

    private static func vector(_ values: Vector.Values, _ rests: [BatchRest], _ batches: Batches, _ kind: ValueKind) -> Vector {
        if rests.contains(where: { $0.vector != nil }) {
            let written = Vector(values)
            return Vector(concatenating: rests.enumerated().map { index, rest in
                if let vector = rest.vector { return vector }
                var part = written.part(batches.range(index))
                part.valid = rest.valid
                if case .texts(let codes, _) = part.values, let texts = rest.texts { part.values = .texts(codes, texts) }
                return part
            }, kind)
        }
        var valid: Mask?
        if rests.contains(where: { $0.valid != nil }) {
            valid = Mask(count: batches.total) { valid in
                for (index, rest) in rests.enumerated() {
                    let part = valid.part(batches.range(index))
                    if let own = rest.valid { _ = part.initialize(fromContentsOf: own) } else { part.initialize(repeating: 1) }
                }
            }
        }
        guard case .texts(var codes, let texts) = values, rests.contains(where: { $0.texts !== texts }) else { return Vector(values, valid: valid) }
        // Each batch may have a list of its own, as those of classes have.
        var places: [ObjectIdentifier: Int] = [:]
        var lists: [Texts] = []
        for case let list? in rests.map(\.texts) where places[ObjectIdentifier(list)] == nil {
            places[ObjectIdentifier(list)] = lists.count
            lists.append(list)
        }
        let united = Texts.united(lists)
        codes.withUnsafeMutableBufferPointer { codes in
            for (index, rest) in rests.enumerated() {
                guard let place = rest.texts.flatMap({ places[ObjectIdentifier($0)] }) else { continue }
                let table = united.codes[place]
                for position in batches.range(index) { codes[position] = table[Int(codes[position])] }
            }
        }
        return Vector(.texts(codes, united.texts), valid: valid)
    }
}

extension Mask {
    /// The positions at which it holds, counted from a start.
    func positions(from start: Int) -> [Int32] {
        let first = Int32(truncatingIfNeeded: start)
        return [Int32](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
            // Written always and kept only where it holds: no branch to guess wrong.
            var place = 0
            for position in 0..<count {
                buffer[place] = first &+ Int32(truncatingIfNeeded: position)
                place &+= Int(self[position])
            }
            initialized = place
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

import Model

/// A function of any values: worked out once for each combination of arguments that a batch has.
struct MemoizedCall {
    private let kernel: @Sendable ([Value]) -> Value
    private let kind: ValueKind
    private let arguments: [Argument]

    private struct Argument {
        let vector: Vector
        let kind: ValueKind

        /// Equal for equal values: a code, a whole number, or the bits of a fraction.
        func bits(_ position: Int) -> Int64 {
            switch vector.values {
            case .integers(let values): values[position]
            case .numbers(let values): Int64(bitPattern: values[position].bitPattern)
            case .texts(let codes, _): Int64(codes[position])
            }
        }
    }

    init(_ kernel: @escaping @Sendable ([Value]) -> Value, _ function: ScalarFunction, _ vectors: [Vector]) {
        self.kernel = kernel
        kind = if case .type(let type) = function.result { type.kind } else { .number }
        arguments = zip(vectors, function.parameters).map { vector, parameter in
            let kind: ValueKind = switch (parameter, vector.values) {
            case (.text, _): .text
            case (_, .numbers): .number
            default: .int
            }
            return Argument(vector: vector, kind: kind)
        }
    }

    func result(count: Int) -> Vector {
        var results: [Value] = [], places: [[Int64]: Int32] = [:], place = [Int32](repeating: -1, count: count)
        var known = Mask(repeating: 1, count: count)
        for argument in arguments { known = known.and(argument.vector.valid) }
        for position in 0..<count where known[position] != 0 {
            let bits = arguments.map { $0.bits(position) }
            if let found = places[bits] {
                place[position] = found
                continue
            }
            place[position] = Int32(truncatingIfNeeded: results.count)
            places[bits] = place[position]
            results.append(kernel(arguments.map { $0.vector.value(position, as: $0.kind) }))
        }
        return vector(of: results).gathered(place)
    }

    private func vector(of values: [Value]) -> Vector {
        let valid: Mask = values.map { $0.isMissing ? 0 : 1 }, mask = valid.contains(0) ? valid : nil
        switch kind {
        case .text:
            var texts: [String] = [], codes: [ExactText: Int32] = [:]
            let places = values.map { value -> Int32 in
                guard case .text(let text) = value else { return 0 }
                if let code = codes[ExactText(text)] { return code }
                texts.append(text)
                codes[ExactText(text)] = Int32(truncatingIfNeeded: texts.count - 1)
                return Int32(truncatingIfNeeded: texts.count - 1)
            }
            return Vector(.texts(places, StringDictionary(texts.isEmpty ? [""] : texts)), valid: mask)
        case .number:
            return Vector(.numbers(values.map { if case .number(let number) = $0 { number } else { 0 } }), valid: mask)
        default: return Vector(.integers(values.map { $0.integer ?? 0 }), valid: mask)
        }
    }
}

import Model

/// Values of one type, one for each position of a frame.
///
/// Whole numbers, money in minor units, days, microseconds and bools are `integers`. A text is a code into the vector's
/// own list of texts. Where a value is missing, what stands in its place is of no account (but a text's code is within
/// the list).
struct Vector: Sendable {
    enum Values: Sendable {
        case integers([Int64])
        case numbers([Double])
        case texts([Int32], StringDictionary)
    }

    var values: Values
    /// 1 where the value is known; nil where all are.
    var valid: [UInt8]?

    init(_ values: Values, valid: [UInt8]? = nil) {
        self.values = values
        self.valid = valid
        assert(valid == nil || valid?.count == count, "a value is known or not at every position")
        assert(hasTexts, "every code is of a text of the list")
    }

    private var hasTexts: Bool {
        guard case .texts(let codes, let texts) = values else { return true }
        return codes.allSatisfy { $0 >= 0 && $0 < texts.count }
    }

    var count: Int {
        switch values {
        case .integers(let values): values.count
        case .numbers(let values): values.count
        case .texts(let codes, _): codes.count
        }
    }

    /// Whole numbers as numbers; nil for texts.
    var numbers: [Double]? {
        switch values {
        case .integers(let values): values.converted { Double($0) }
        case .numbers(let values): values
        case .texts: nil
        }
    }

    func isValid(_ position: Int) -> Bool { valid.map { $0[position] != 0 } ?? true }

    /// The same value everywhere.
    static func repeating(_ value: Value, count: Int) -> Vector {
        switch value {
        case .missing: Vector(.integers(Array(repeating: 0, count: count)), valid: Array(repeating: 0, count: count))
        case .number(let number): Vector(.numbers(Array(repeating: number, count: count)))
        case .text(let text): Vector(.texts(Array(repeating: 0, count: count), StringDictionary([text])))
        default: Vector(.integers(Array(repeating: value.integer ?? 0, count: count)))
        }
    }

    /// A condition's result as a value: known everywhere.
    static func mask(_ mask: [UInt8]) -> Vector { Vector(.integers(mask.converted { Int64($0) })) }

    /// These values at some positions of a longer vector; elsewhere 0, or missing.
    func scattered(_ positions: [Int32], count: Int, isZeroElsewhere: Bool) -> Vector {
        var known: Mask?
        if !isZeroElsewhere || valid != nil {
            known = (valid ?? Mask(repeating: 1, count: positions.count)).scattered(
                positions, over: Mask(repeating: isZeroElsewhere ? 1 : 0, count: count))
        }
        return switch values {
        case .integers(let values): Vector(.integers(values.scattered(positions, count: count)), valid: known)
        case .numbers(let values): Vector(.numbers(values.scattered(positions, count: count)), valid: known)
        case .texts(let codes, let texts): Vector(.texts(codes.scattered(positions, count: count), texts), valid: known)
        }
    }

    /// The values at some positions, in their order, each of which is there.
    func at(_ positions: [Int32]) -> Vector {
        let known = valid?.at(positions)
        return switch values {
        case .integers(let values): Vector(.integers(values.at(positions)), valid: known)
        case .numbers(let values): Vector(.numbers(values.at(positions)), valid: known)
        case .texts(let codes, let texts): Vector(.texts(codes.at(positions), texts), valid: known)
        }
    }

    /// The values at some positions, in their order; -1 stands for none and gives a missing value.
    func gathered(_ positions: [Int32]) -> Vector {
        if positions.areAllThere { return at(positions) }
        let known: Mask = positions.converted { $0 < 0 ? 0 : 1 }
        guard count > 0 else {
            return switch values {
            case .integers: Vector(.integers(Array(repeating: 0, count: positions.count)), valid: known)
            case .numbers: Vector(.numbers(Array(repeating: 0, count: positions.count)), valid: known)
            case .texts(_, let texts):
                Vector(
                    .texts(
                        Array(repeating: 0, count: positions.count), texts.count == 0 ? StringDictionary([""]) : texts),
                    valid: known)
            }
        }
        // Placeholder at missing positions: any value will do, so the first one is taken.
        var vector = at(positions.converted { max(0, $0) })
        vector.valid = known.and(vector.valid)
        return vector
    }

    /// The value at a position, of a type.
    func value(_ position: Int, as kind: ValueKind) -> Value {
        guard isValid(position) else { return .missing }
        switch values {
        case .integers(let values): return Value(values[position], as: kind)
        case .numbers(let values): return .number(values[position])
        case .texts(let codes, let texts): return .text(texts.text(Int(codes[position])))
        }
    }
}

extension [Int32] {
    /// Whether none of these row numbers or positions is -1, which stands for none.
    var areAllThere: Bool {
        withUnsafeBufferPointer { places in
            var sign: Int32 = 0
            for place in 0..<places.count { sign |= places[place] }
            return sign >= 0
        }
    }
}

extension Value {
    /// How columns hold it; nil for texts, numbers and what is missing.
    var integer: Int64? {
        switch self {
        case .missing, .number, .text: nil
        case .bool(let flag): flag ? 1 : 0
        case .int(let value), .money(let value), .duration(let value): value
        case .date(let day): Int64(day.daysSinceEpoch)
        case .time(let instant): instant.microseconds
        }
    }

    init(_ integer: Int64, as kind: ValueKind) {
        self = switch kind {
        case .bool: .bool(integer != 0)
        case .int, .text: .int(integer)
        case .number: .number(Double(integer))
        case .money: .money(integer)
        case .date: .date(CivilDate(daysSinceEpoch: Int32(clamping: integer)))
        case .time: .time(Instant(microseconds: integer))
        case .duration: .duration(integer)
        }
    }
}

extension Array where Element: BitwiseCopyable & ExpressibleByIntegerLiteral {
    /// The elements at some places of a longer array of zeros.
    ///
    /// Unsafe access, because places are positions of a frame of that length.
    fileprivate func scattered(_ places: [Int32], count: Int) -> [Element] {
        var result = [Element](repeating: 0, count: count)
        result.withUnsafeMutableBufferPointer { result in
            withUnsafeBufferPointer { elements in
                places.withUnsafeBufferPointer { places in
                    for place in 0..<places.count { result[Int(places[place])] = elements[place] }
                }
            }
        }
        return result
    }
}

package import Model

/// One field of an entity, a value a row, in the order of the snapshot's rows.
///
/// Values are stored in the narrowest integers that hold them: the value is `base + unit * stored`. Money is in minor
/// units, dates in days since 1970-01-01, times and durations in microseconds, bools are 0 and 1. Numbers are doubles.
/// Texts are codes into a dictionary that is sorted by bytes, so that codes compare as texts do.
package struct Column: Sendable {
    package enum Stored: Sendable {
        case int8(ColumnBuffer<Int8>)
        case int16(ColumnBuffer<Int16>)
        case int32(ColumnBuffer<Int32>)
        case int64(ColumnBuffer<Int64>)
        case double(ColumnBuffer<Double>)
    }

    package let kind: ValueKind
    package let count: Int
    package let stored: Stored
    /// 0 and 1 for doubles and codes.
    package let base: Int64
    package let unit: Int64
    /// One bit a row, the lowest of the first byte first, 1 where the value is known; nil where all are. What is stored
    /// where the value is missing is 0.
    package let validity: ColumnBuffer<UInt8>?
    /// Texts only.
    package let dictionary: TextDictionary?
    /// For integers: a range that contains all known values; nil if not determined.
    package let extremes: ClosedRange<Int64>?

    package init(
        kind: ValueKind, count: Int, stored: Stored, base: Int64 = 0, unit: Int64 = 1,
        validity: ColumnBuffer<UInt8>? = nil, dictionary: TextDictionary? = nil,
        extremes: ClosedRange<Int64>? = nil
    ) {
        self.kind = kind
        self.count = count
        self.stored = stored
        self.base = base
        self.unit = unit
        self.validity = validity
        self.dictionary = dictionary
        self.extremes = extremes
    }
}

/// The different texts of a column, sorted by their UTF-8 bytes; a text's code is its place.
package struct TextDictionary: Sendable {
    /// Where each text starts in `bytes`, and at the end where the last one ends.
    package let offsets: ColumnBuffer<UInt32>
    package let bytes: ColumnBuffer<UInt8>

    package init(offsets: ColumnBuffer<UInt32>, bytes: ColumnBuffer<UInt8>) {
        self.offsets = offsets
        self.bytes = bytes
    }

    package var count: Int { max(0, offsets.count - 1) }

    package func text(_ code: Int) -> String {
        let start = Int(offsets[code]), end = Int(offsets[code + 1])
        // One look at the bytes, checked here to lie inside: a short text then needs no memory of its own.
        precondition(start <= end && end <= bytes.count)
        return bytes.withUnsafe { String(decoding: UnsafeBufferPointer(rebasing: $0[start..<end]), as: UTF8.self) }
    }

    /// Writes texts one behind the other, and tells where each ends.
    func append(_ codes: [Int32], to text: inout [UInt8], _ textEnd: (Int) -> Void) {
        offsets.withSpan { offsets in
            // Each part is checked to lie inside before it is copied.
            bytes.withUnsafe { bytes in
                for code in codes {
                    let start = Int(offsets[Int(code)]), end = Int(offsets[Int(code) + 1])
                    precondition(start <= end && end <= bytes.count)
                    text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
                    textEnd(text.count)
                }
            }
        }
    }

    /// Where a text stands, or would.
    package func place(of text: String) -> (code: Int, isThere: Bool) {
        let wanted = Array(text.utf8)
        return offsets.withSpan { offsets in
            bytes.withSpan { bytes in
                var low = 0, high = count
                while low < high {
                    let middle = (low + high) / 2
                    switch TextDictionary.order(bytes, Int(offsets[middle])..<Int(offsets[middle + 1]), wanted) {
                    case 0: return (middle, true)
                    case ..<0: low = middle + 1
                    default: high = middle
                    }
                }
                return (low, false)
            }
        }
    }

    /// Below 0 where the text comes before the other one, 0 where they are equal.
    private static func order(_ bytes: Span<UInt8>, _ text: Range<Int>, _ other: [UInt8]) -> Int {
        for index in 0..<min(text.count, other.count) {
            let difference = Int(bytes[text.lowerBound + index]) - Int(other[index])
            if difference != 0 { return difference }
        }
        return text.count - other.count
    }
}

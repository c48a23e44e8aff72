package import Model

/// All values of one column of a result, side by side: as programs that work on columns take them.
package struct ResultVector: Sendable {
    package enum Values: Sendable {
        /// Whole numbers, money in minor units, days, microseconds; bools as 0 and 1.
        case integers([Int64])
        case numbers([Double])
        /// UTF-8, one text after another: that of row i is `bytes[offsets[i] ..< offsets[i + 1]]`.
        case texts(offsets: [Int], bytes: [UInt8])
    }

    package let kind: ValueKind
    package let values: Values
    /// 1 where the value is known; nil where all are. What stands where a value is missing is of no account.
    package let isKnown: [UInt8]?
}

extension ColumnResult {
    package func column(_ index: Int) -> ResultVector {
        let vector = columns[index]
        let values: ResultVector.Values = switch vector.values {
        case .integers(let values): .integers(values)
        case .numbers(let values): .numbers(values)
        case .texts(let codes, let texts): texts.laidOut(codes)
        }
        return ResultVector(kind: kinds[index], values: values, isKnown: vector.valid)
    }
}

extension StringDictionary {
    fileprivate func laidOut(_ codes: [Int32]) -> ResultVector.Values {
        var offsets: [Int] = [0], bytes: [UInt8] = []
        offsets.reserveCapacity(codes.count + 1)
        bytes.reserveCapacity(codes.count * 8)
        append(codes, to: &bytes) { offsets.append($0) }
        return .texts(offsets: offsets, bytes: bytes)
    }
}

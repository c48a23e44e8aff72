internal import Model

/// A number with a power of ten, `1.5E+3`, written out: exactly, digit by digit.
enum ExponentText {
    /// Digits that are written at most.
    private static let limit = 40

    /// False for what is none, or would be longer than any value.
    static func write(_ cell: UTF8Bytes, into scratch: inout CellScratch) -> Bool {
        guard let mark = cell.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }),
              let exponent = Int(String(decoding: cell[(mark + 1)...], as: UTF8.self)), abs(exponent) <= limit else {
            return false
        }
        var digits: [UInt8] = [], point: Int?
        let isNegative = cell.first == UInt8(ascii: "-")
        for byte in cell[..<mark].dropFirst(isNegative || cell.first == UInt8(ascii: "+") ? 1 : 0) {
            if byte &- UInt8(ascii: "0") < 10 {
                digits.append(byte)
            } else if byte == UInt8(ascii: "."), point == nil {
                point = digits.count
            } else {
                return false
            }
        }
        guard !digits.isEmpty, digits.count <= limit else { return false }
        write(digits, point: (point ?? digits.count) + exponent, isNegative, into: &scratch)
        return true
    }

    private static func write(_ digits: [UInt8], point: Int, _ isNegative: Bool, into scratch: inout CellScratch) {
        let zero = UInt8(ascii: "0")
        scratch.begin()
        if isNegative { scratch.append("-") }
        for place in min(0, point - 1)..<max(digits.count, point) {
            if place == point { scratch.append(".") }
            scratch.append(digits.indices.contains(place) ? digits[place] : zero)
        }
    }
}

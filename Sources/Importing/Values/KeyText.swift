internal import Model
internal import Syntax

/// Which cells of a column of keys are whole numbers, and which are texts that happen to consist of digits.
enum KeyText {
    /// `00017`, `A-17`, `+49 30`, `1e3` and what does not fit into 64 bits are texts; `17`, `-17`, `17.0` (as
    /// statistics programs write whole numbers) and `1,234` are numbers.
    static func isText(_ cell: UTF8Bytes) -> Bool {
        let digits = cell.first == UInt8(ascii: "-") ? UTF8Bytes(rebasing: cell.dropFirst()) : cell
        guard let first = digits.first, isDigit(first) else { return true }
        if digits.count > 1, first == UInt8(ascii: "0"), isDigit(digits[1]) { return true }
        if digits.count < 19, digits.allSatisfy(isDigit) { return false }
        return !isFraction(digits) && !isGrouped(digits) && Int64(String(decoding: cell, as: UTF8.self)) == nil
    }

    /// `1.23457E+17`: a number of which a spreadsheet has kept the first digits alone, so that others look like it.
    static func isRounded(_ cell: UTF8Bytes) -> Bool {
        guard cell.count >= 5, cell[cell.count - 3] == UInt8(ascii: "+"),
            cell[cell.count - 4] | 0x20 == UInt8(ascii: "e")
        else { return false }
        let mantissa = cell.prefix(cell.count - 4)
        return cell.suffix(2).allSatisfy(isDigit) && mantissa.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
            && mantissa.first.map(isDigit) == true
    }

    /// `1.5`: among such keys `1.0` is no whole number either.
    static func hasFraction(_ cell: UTF8Bytes) -> Bool {
        let whole = cell.prefix(while: isDigit), rest = cell.dropFirst(whole.count + 1)
        return !whole.isEmpty && whole.count < cell.count && cell[whole.count] == UInt8(ascii: ".") && !rest.isEmpty
            && rest.allSatisfy(isDigit) && rest.contains { $0 != UInt8(ascii: "0") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// `17.0`
    private static func isFraction(_ cell: UTF8Bytes) -> Bool {
        let whole = cell.prefix(while: isDigit), rest = cell.dropFirst(whole.count)
        return whole.count < 19 && rest.first == UInt8(ascii: ".") && rest.count > 1
            && rest.dropFirst().allSatisfy { $0 == UInt8(ascii: "0") }
    }

    /// `1,234`, `1.234`, `1'234`
    private static func isGrouped(_ cell: UTF8Bytes) -> Bool {
        guard cell.count < 24, let sign = cell.first(where: { !isDigit($0) }),
              [",", ".", "'"].contains(Unicode.Scalar(sign)) else { return false }
        let groups = cell.split(separator: sign, omittingEmptySubsequences: false)
        return groups.allSatisfy { $0.allSatisfy(isDigit) } && groups.dropFirst().allSatisfy { $0.count == 3 }
            && (1...3).contains(groups[0].count)
    }
}

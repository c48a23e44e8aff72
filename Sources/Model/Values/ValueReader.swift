/// Bytes that are valid for the duration of a call. An unsafe pointer, because a `Span` cannot yet be kept in a cursor;
/// every reader here stays between the cursor's position and end.
package typealias UTF8Bytes = UnsafeBufferPointer<UInt8>

/// Reads one value from the UTF-8 bytes of a cell, exactly or not at all: nothing is rounded, wrapped or guessed.
///
/// Surrounding spaces and tabs do not count. No method accepts empty input; what "missing" looks like is the caller's
/// affair.
package struct ValueReader: Sendable {
    package let currency: Currency
    /// Where local times without an offset are.
    package let timeZone: TimeZoneRules
    /// How dates and times are written; nil for ISO 8601.
    package let dateFormat: DateFormat?

    package init(currency: Currency, timeZone: TimeZoneRules, dateFormat: DateFormat? = nil) {
        self.currency = currency
        self.timeZone = timeZone
        self.dateFormat = dateFormat
    }

    /// Why the bytes are not a value of the kind asked for.
    package enum Problem: Error, Sendable, Hashable {
        case notInt, intTooLarge, fractionalInt
        case notNumber, numberTooLarge
        case notMoney, moneyTooLarge, ambiguousMoney
        /// The currency has fewer decimal places than the amount.
        case tooManyDecimals(Int)
        case notBool
        case notDate, noSuchDate, timeInDate
        case notTime
        /// Not written in the stated format.
        case notInFormat(String)
        case notDuration, ambiguousDuration, durationTooLarge
        case notUTF8, containsNUL

        /// Completes "«12x» …".
        package var reason: String {
            switch self {
            case .notInt: "is not a whole number"
            case .intTooLarge: "is larger than 64 bits can hold"
            case .fractionalInt: "has a fraction, but the field is a whole number"
            case .notNumber: "is not a number"
            case .numberTooLarge: "is too large a number"
            case .notMoney: "is not an amount of money (write 1234.50)"
            case .moneyTooLarge: "is too large an amount of money"
            case .ambiguousMoney: "may mean a thousands or a decimal separator (write 1234.50)"
            case .tooManyDecimals(0): "has decimals, but the currency has none"
            case .tooManyDecimals(let digits): "has more than the currency's \(digits) decimal places"
            case .notBool: "is not yes or no (write true or false)"
            case .notDate: "is not a date (write 2026-03-01)"
            case .noSuchDate: "is not a day of the calendar"
            case .timeInDate: "has a time of day, but the field is a date"
            case .notTime: "is not a time (write 2026-03-01T09:00)"
            case .notInFormat(let format): "is not written as \(format)"
            case .notDuration: "is not a duration (write 90 minutes, 1:30:00 or PT1H30M)"
            case .ambiguousDuration: "may be hours and minutes or minutes and seconds (write 1:30:00)"
            case .durationTooLarge: "is too long a duration"
            case .notUTF8: "is not UTF-8 text"
            case .containsNUL: "contains a NUL byte"
            }
        }
    }

    /// The value of `kind`. Text is taken as it is, spaces included.
    package func value(_ bytes: UTF8Bytes, as kind: ValueKind) throws(Problem) -> Value {
        switch kind {
        case .bool: .bool(try bool(bytes))
        case .int: .int(try int(bytes))
        case .number: .number(try number(bytes))
        case .money: .money(try money(bytes))
        case .text: .text(try text(bytes))
        case .date: .date(try date(bytes))
        case .time: .time(try time(bytes))
        case .duration: .duration(try duration(bytes))
        }
    }

    /// `-12`, `+12`, `12.0` (nothing is lost).
    package func int(_ bytes: UTF8Bytes) throws(Problem) -> Int64 {
        var cursor = ByteCursor(trimming: bytes)
        let negative = cursor.takeSign()
        guard let digits = cursor.takeDigits() else { throw .notInt }
        if cursor.take(".") {
            guard let fraction = cursor.takeDigits(), cursor.isAtEnd else { throw .notInt }
            if fraction.value != 0 || fraction.overflowed { throw .fractionalInt }
        }
        guard cursor.isAtEnd else { throw .notInt }
        return try signed(digits, negative, orThrow: .intTooLarge)
    }

    /// `-0.5`, `12`, `1.5e-7`.
    package func number(_ bytes: UTF8Bytes) throws(Problem) -> Double {
        var cursor = ByteCursor(trimming: bytes)
        let start = cursor.position
        let negative = cursor.takeSign()
        let whole = cursor.takeDigits()
        var fraction: ByteCursor.Digits?
        if cursor.take(".") { fraction = cursor.takeDigits() }
        guard whole != nil || fraction != nil else { throw .notNumber }
        if cursor.isAtEnd, let exact = exactDouble(whole, fraction) { return negative ? -exact : exact }
        if cursor.take("e") || cursor.take("E") {
            _ = cursor.takeSign()
            guard cursor.takeDigits() != nil else { throw .notNumber }
        }
        guard cursor.isAtEnd,
            let value = Double(String(decoding: UTF8Bytes(rebasing: bytes[start..<cursor.end]), as: UTF8.self))
        else { throw .notNumber }
        guard value.isFinite else { throw .numberTooLarge }
        return value
    }

    /// Minor units: `1234.5`, `-0.99`, `1,234.50`. Decimals that the currency lacks are accepted only where they are
    /// zeros.
    package func money(_ bytes: UTF8Bytes) throws(Problem) -> Int64 {
        var cursor = ByteCursor(trimming: bytes)
        let negative = cursor.takeSign()
        // A point may come first: `.50`.
        let first: ByteCursor.Digits? = cursor.peek == UInt8(ascii: ".") ? ByteCursor.Digits.zero : cursor.takeDigits()
        guard var whole = first else { throw .notMoney }
        var isGrouped = false
        while cursor.take(",") {
            // `0,990` is no thousand.
            if !isGrouped, whole.value == 0 { throw .ambiguousMoney }
            guard (1...3).contains(whole.count), let group = cursor.takeDigits() else { throw .notMoney }
            guard group.count == 3 else { throw .ambiguousMoney }
            guard let longer = whole.shifted(by: 1000, adding: group.value) else { throw .moneyTooLarge }
            whole.value = longer.value
            isGrouped = true
        }
        var fraction = ByteCursor.Digits.zero
        if cursor.take(".") {
            guard let digits = cursor.takeDigits() else { throw .notMoney }
            fraction = digits
        } else if isGrouped, currency.minorDigits == 3 {
            throw .ambiguousMoney
        }
        guard cursor.isAtEnd, whole.count + fraction.count > 0 else { throw .notMoney }
        if fraction.overflowed { throw .tooManyDecimals(currency.minorDigits) }
        var minor = fraction.value
        for _ in 0..<max(0, fraction.count - currency.minorDigits) {
            guard minor % 10 == 0 else { throw .tooManyDecimals(currency.minorDigits) }
            minor /= 10
        }
        for _ in 0..<max(0, currency.minorDigits - fraction.count) { minor *= 10 }
        guard let amount = whole.shifted(by: UInt64(currency.scale), adding: minor) else { throw .moneyTooLarge }
        return try signed(amount, negative, orThrow: .moneyTooLarge)
    }

    /// `true false yes no y n t f 1 0`, in any case.
    package func bool(_ bytes: UTF8Bytes) throws(Problem) -> Bool {
        let cursor = ByteCursor(trimming: bytes)
        guard cursor.count <= 5 else { throw .notBool }
        var word: UInt64 = 0
        for i in 0..<cursor.count {
            let byte = bytes[cursor.position + i]
            word = word << 8 | UInt64(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
        }
        switch word {
        case 0x74727565, 0x796573, 0x79, 0x74, 0x31: return true  // true yes y t 1
        case 0x66616C7365, 0x6E6F, 0x6E, 0x66, 0x30: return false  // false no n f 0
        default: throw .notBool
        }
    }

    package func value(_ text: String, as kind: ValueKind) throws(Problem) -> Value {
        var text = text
        let result: Result<Value, Problem> = text.withUTF8 { bytes in
            do throws(Problem) { return .success(try value(bytes, as: kind)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The bytes themselves, where they are UTF-8 without NUL.
    package func text(_ bytes: UTF8Bytes) throws(Problem) -> String {
        try checkText(bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Throws where `text` would, without making a string.
    package func checkText(_ bytes: UTF8Bytes) throws(Problem) {
        var i = 0
        while i < bytes.count {
            let byte = bytes[i]
            if byte < 0x80 {
                if byte == 0 { throw .containsNUL }
                i += 1
            } else {
                guard let length = utf8SequenceLength(bytes, at: i) else { throw .notUTF8 }
                i += length
            }
        }
    }

    private func signed(_ digits: ByteCursor.Digits, _ negative: Bool, orThrow problem: Problem) throws(Problem)
        -> Int64
    {
        if digits.overflowed { throw problem }
        if negative {
            guard digits.value <= UInt64(Int64.max) + 1 else { throw problem }
            return Int64(truncatingIfNeeded: 0 &- digits.value)
        }
        guard let value = Int64(exactly: digits.value) else { throw problem }
        return value
    }

    /// Up to 15 significant digits and 22 decimals, one correctly rounded division gives the nearest double (Clinger
    /// 1990).
    private func exactDouble(_ whole: ByteCursor.Digits?, _ fraction: ByteCursor.Digits?) -> Double? {
        let (whole, fraction) = (whole ?? .zero, fraction ?? .zero)
        guard whole.count + fraction.count <= 15 else { return nil }
        var power: UInt64 = 1
        for _ in 0..<fraction.count { power *= 10 }
        return Double(whole.value * power + fraction.value) / Double(power)
    }
}

/// Length of the well-formed sequence that starts at `i` (Unicode, table 3-7); nil where there is none.
package func utf8SequenceLength(_ bytes: UTF8Bytes, at i: Int) -> Int? {
    func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
        i + offset < bytes.count && range.contains(bytes[i + offset])
    }
    switch bytes[i] {
    case 0xC2...0xDF: return continues(1) ? 2 : nil
    case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : nil
    case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : nil
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : nil
    case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : nil
    case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : nil
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : nil
    default: return nil
    }
}

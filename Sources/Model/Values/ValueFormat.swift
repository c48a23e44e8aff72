/// The canonical text of a value, the same in every output format, as UTF-8 bytes.
///
/// | kind | text |
/// |---|---|
/// | bool | `true`, `false` |
/// | int | `-42` |
/// | number | the shortest decimal that reads back as the same number: `12.5`, `3`; `nan`, `inf`, `-inf` |
/// | money | major units with all decimal places of the currency: `1234.50`, `1234` in yen |
/// | number in money | as money, rounded half away from zero to a whole minor unit |
/// | text | itself |
/// | date | `2026-03-01` |
/// | time | `2026-03-01T09:00:00` on the wall clock of the store's time zone, a fraction only where there is one |
/// | time that comes twice | the same with the offset: `2026-10-25T02:30:00+01:00` |
/// | duration | `3d 04:05:06`, `04:05:06`, `-00:00:00.5` |
/// | missing | nothing |
///
/// Numbers have an exponent only from 1e15 up and below 1e-15.
package struct ValueFormat: Sendable {
    package var currency: Currency
    package var timeZone: TimeZoneRules

    package init(currency: Currency, timeZone: TimeZoneRules) {
        self.currency = currency
        self.timeZone = timeZone
    }

    /// Appends the text of `value`. `type` is its static type: it tells averages of money from plain numbers.
    package func append(_ value: Value, of type: ValueType, to bytes: inout [UInt8]) {
        switch value {
        case .missing: break
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .int(let number): ValueFormat.append(number, to: &bytes)
        case .number(let number):
            if type.unit == .money {
                append(averageMinorUnits: number, to: &bytes)
            } else {
                ValueFormat.append(number, to: &bytes)
            }
        case .money(let minorUnits): append(minorUnits: minorUnits, to: &bytes)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .date(let date): ValueFormat.append(date, unit: type.unit, to: &bytes)
        case .time(let instant): append(instant, to: &bytes)
        case .duration(let microseconds): ValueFormat.append(durationMicroseconds: microseconds, to: &bytes)
        }
    }

    /// A day, or the month or quarter that it stands for: `2026-03-01`, `2026-03`, `2026-Q1`.
    private static func append(_ date: CivilDate, unit: Unit, to bytes: inout [UInt8]) {
        append(date, to: &bytes)
        switch unit {
        case .month: bytes.removeLast(3)
        case .quarter:
            bytes.removeLast(5)
            bytes.append(UInt8(ascii: "Q"))
            bytes.append(UInt8(ascii: "1") + UInt8((date.components.month - 1) / 3))
        case .none, .days, .hours, .money, .percent: break
        }
    }

    package func text(_ value: Value, of type: ValueType) -> String {
        var bytes: [UInt8] = []
        append(value, of: type, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: - Numbers and money

extension ValueFormat {
    package static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digitsOf: number.magnitude, to: &bytes)
    }

    package static func append(_ number: Double, to bytes: inout [UInt8]) {
        guard number.isFinite else {
            bytes.append(contentsOf: (number.isNaN ? "nan" : number < 0 ? "-inf" : "inf").utf8)
            return
        }
        let magnitude = number.magnitude
        if magnitude < 1e15 {
            // Minus zero is a zero.
            if number == number.rounded(.towardZero) { return append(Int64(number), to: &bytes) }
            // At most 15 significant digits name at most one double, so the first count of decimals that divides
            // back to the number is its shortest text. Most data has few decimals and never reaches `description`.
            var scale = 10.0
            for decimals in 1...4 {
                let scaled = (magnitude * scale).rounded()
                if scaled < 1e15, scaled / scale == magnitude {
                    if number < 0 { bytes.append(UInt8(ascii: "-")) }
                    return append(UInt64(scaled), decimals: decimals, to: &bytes)
                }
                scale *= 10
            }
        }
        appendShortest(number, to: &bytes)
    }

    /// A number for people: at most four decimals, from the first one that is not 0.
    ///
    ///     0.1777634556 → 0.1778    0.000043457 → 0.00004346    1234.567891 → 1234.5679
    package static func append(rounded number: Double, to bytes: inout [UInt8]) {
        let magnitude = number.magnitude
        guard magnitude > 1e-12, magnitude < 1e11 else { return append(number, to: &bytes) }
        var scale = 10_000.0
        var limit = 0.1
        while magnitude < limit {
            scale *= 10
            limit /= 10
        }
        append((number * scale).rounded() / scale, to: &bytes)
    }

    /// A share for people: as a percentage with at most two decimals, from the first one that is not 0.
    ///
    ///     0.83333 → 83.33%    1 → 100%    0.000043457 → 0.0043%
    package static func append(percentage share: Double, to bytes: inout [UInt8]) {
        let percent = share * 100, magnitude = percent.magnitude
        var scale = 100.0
        if magnitude > 1e-10 { while magnitude * scale < 10, scale < 1e12 { scale *= 10 } }
        append(magnitude < 1e13 ? (percent * scale).rounded() / scale : percent, to: &bytes)
        bytes.append(UInt8(ascii: "%"))
    }

    /// `description` is the shortest text that reads back, but writes exponents from 1e-5 down.
    private static func appendShortest(_ number: Double, to bytes: inout [UInt8]) {
        let text = number.description.utf8
        guard let mark = text.firstIndex(of: UInt8(ascii: "e")) else {
            bytes.append(contentsOf: text)
            if bytes.suffix(2).elementsEqual(".0".utf8) { bytes.removeLast(2) }
            return
        }
        guard number.magnitude >= 1e-15, number.magnitude < 1,
              let exponent = Int(Substring(text[text.index(after: mark)...])) else {
            bytes.append(contentsOf: text)
            return
        }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(contentsOf: "0.".utf8)
        for _ in 0..<(-exponent - 1) { bytes.append(UInt8(ascii: "0")) }
        for byte in text[..<mark] where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { bytes.append(byte) }
    }

    /// An amount of money in the currency's decimal places.
    package func append(minorUnits: Int64, to bytes: inout [UInt8]) {
        if minorUnits < 0 { bytes.append(UInt8(ascii: "-")) }
        ValueFormat.append(minorUnits.magnitude, decimals: currency.minorDigits, to: &bytes)
    }

    private func append(averageMinorUnits: Double, to bytes: inout [UInt8]) {
        if let whole = Int64(exactly: averageMinorUnits.rounded(.toNearestOrAwayFromZero)) {
            append(minorUnits: whole, to: &bytes)
        } else {
            // Not finite, or beyond any amount of money.
            ValueFormat.append(averageMinorUnits / Double(currency.scale), to: &bytes)
        }
    }

    /// `123456` with two decimals is `1234.56`.
    private static func append(_ number: UInt64, decimals: Int, to bytes: inout [UInt8]) {
        guard decimals > 0 else { return append(digitsOf: number, to: &bytes) }
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale &*= 10 }
        append(digitsOf: number / scale, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        var rest = number % scale
        while scale > 1 {
            scale /= 10
            bytes.append(UInt8(truncatingIfNeeded: 48 + rest / scale))
            rest %= scale
        }
    }

    private static func append(digitsOf number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        var digits = InlineArray<20, UInt8>(repeating: 48)
        var first = 20
        repeat {
            first -= 1
            digits[first] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        } while rest > 0
        for place in first..<20 { bytes.append(digits[place]) }
    }
}

// MARK: - Days and times

extension ValueFormat {
    package static func append(_ date: CivilDate, to bytes: inout [UInt8]) {
        let (year, month, day) = date.components
        if (0...9999).contains(year) {
            append(twoDigits: year / 100, to: &bytes)
            append(twoDigits: year % 100, to: &bytes)
        } else {
            append(Int64(year), to: &bytes)
        }
        bytes.append(UInt8(ascii: "-"))
        append(twoDigits: month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(twoDigits: day, to: &bytes)
    }

    private func append(_ instant: Instant, to bytes: inout [UInt8]) {
        let (local, offset) = timeZone.writtenTime(of: instant)
        ValueFormat.append(local.date, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        ValueFormat.append(clockMicroseconds: UInt64(local.microsecondOfDay), to: &bytes)
        if let offset { bytes.append(contentsOf: TimeZoneRules.offsetText(offset).utf8) }
    }

    private static func append(durationMicroseconds: Int64, to bytes: inout [UInt8]) {
        if durationMicroseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        let microsecondsPerDay = UInt64(Instant.microsecondsPerDay)
        let (days, rest) = durationMicroseconds.magnitude.quotientAndRemainder(dividingBy: microsecondsPerDay)
        if days > 0 {
            append(digitsOf: days, to: &bytes)
            bytes.append(contentsOf: "d ".utf8)
        }
        append(clockMicroseconds: rest, to: &bytes)
    }

    /// `04:05:06`, with a fraction only where there is one.
    private static func append(clockMicroseconds: UInt64, to bytes: inout [UInt8]) {
        let (total, fraction) = clockMicroseconds.quotientAndRemainder(
            dividingBy: UInt64(Instant.microsecondsPerSecond))
        let seconds = Int(total)
        append(twoDigits: seconds / 3600, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(twoDigits: seconds / 60 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(twoDigits: seconds % 60, to: &bytes)
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var (rest, scale) = (fraction, UInt64(100_000))
        while rest > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 48 + rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    /// 0...99
    private static func append(twoDigits number: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: 48 + number / 10))
        bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
    }
}

/// A stated way to write dates and times, such as `dd/MM/yyyy` or `M/d/yyyy h:mm a`.
///
/// Letters: `yyyy`, `MM` or `M`, `dd` or `d`, `HH` or `H`, `hh` or `h` with `a` (AM or PM), `mm`, `ss`, `S…` (a
/// fraction), `XXX` (`Z` or `+02:00`). A single letter takes one or two digits. Anything else stands for itself;
/// letters in 'quotes'.
package struct DateFormat: Sendable, Hashable {
    /// As stated.
    package let pattern: String
    private let parts: [Part]

    private enum Part: Sendable, Hashable {
        case year
        case month(Int), day(Int), hour(Int), hourOfHalfDay(Int)
        case minute, second, fraction, halfDay, offset
        case literal(UInt8)
    }

    /// nil where the pattern lacks a year, month or day, repeats a part or has letters without a meaning.
    package init?(pattern: String) {
        self.pattern = pattern
        let bytes = Array(pattern.utf8)
        var parts: [Part] = []
        var letters: Set<UInt8> = []
        var i = 0
        while i < bytes.count {
            let byte = bytes[i]
            if byte == UInt8(ascii: "'") {
                guard let close = bytes[(i + 1)...].firstIndex(of: byte) else { return nil }
                parts += bytes[(i + 1)..<close].map { .literal($0) }
                i = close + 1
                continue
            }
            guard (byte | 0x20) &- UInt8(ascii: "a") < 26 else {
                parts.append(.literal(byte))
                i += 1
                continue
            }
            var run = i
            while run < bytes.count, bytes[run] == byte { run += 1 }
            guard letters.insert(byte).inserted, let part = DateFormat.part(byte, run - i) else { return nil }
            parts.append(part)
            i = run
        }
        func has(_ text: String) -> Bool { text.utf8.allSatisfy(letters.contains) }
        guard has("yMd"), has("h") == has("a"), !(has("h") && has("H")),
              !has("m") || has("h") || has("H"), !has("s") || has("m"), !has("S") || has("s") else { return nil }
        self.parts = parts
    }

    private static func part(_ letter: UInt8, _ count: Int) -> Part? {
        switch (letter, count) {
        case (UInt8(ascii: "y"), 4): .year
        case (UInt8(ascii: "M"), 1...2): .month(count)
        case (UInt8(ascii: "d"), 1...2): .day(count)
        case (UInt8(ascii: "H"), 1...2): .hour(count)
        case (UInt8(ascii: "h"), 1...2): .hourOfHalfDay(count)
        case (UInt8(ascii: "m"), 2): .minute
        case (UInt8(ascii: "s"), 2): .second
        case (UInt8(ascii: "S"), 1...9): .fraction
        case (UInt8(ascii: "a"), 1): .halfDay
        case (UInt8(ascii: "X"), 1...3): .offset
        default: nil
        }
    }

    /// The time in a cell; nil where the cell is not in this format.
    func read(_ cursor: ByteCursor) -> WrittenTime? {
        var cursor = cursor
        var time = WrittenTime()
        var halfDay: Int64?
        for part in parts {
            var number: Int?
            switch part {
            case .year:
                number = cursor.takeNumber(digits: 4, upTo: 4)
                time.year = number ?? 0
            case .month(let digits):
                number = cursor.takeNumber(digits: digits, upTo: 2)
                time.month = number ?? 0
            case .day(let digits):
                number = cursor.takeNumber(digits: digits, upTo: 2)
                time.day = number ?? 0
            case .hour(let digits), .hourOfHalfDay(let digits):
                number = cursor.takeNumber(digits: digits, upTo: 2)
                time.hour = Int64(number ?? 0)
                time.hasTime = true
            case .minute:
                number = cursor.takeNumber(digits: 2, upTo: 2)
                time.minute = Int64(number ?? 0)
            case .second:
                number = cursor.takeNumber(digits: 2, upTo: 2)
                time.second = Int64(number ?? 0)
            case .fraction:
                guard let microseconds = cursor.takeMicroseconds() else { return nil }
                time.microsecond = microseconds
                continue
            case .offset:
                guard let offset = cursor.takeOffset() else { return nil }
                time.offsetSeconds = offset
                continue
            case .halfDay:
                guard let letter = cursor.next(), cursor.take("m") || cursor.take("M") else { return nil }
                switch letter | 0x20 {
                case UInt8(ascii: "a"): halfDay = 0
                case UInt8(ascii: "p"): halfDay = 12
                default: return nil
                }
                continue
            case .literal(let byte):
                guard cursor.take(byte) else { return nil }
                continue
            }
            if number == nil { return nil }
        }
        if let halfDay {
            guard (1...12).contains(time.hour) else { return nil }
            time.hour = time.hour % 12 + halfDay
        }
        return cursor.isAtEnd ? time : nil
    }
}

/// How a field of an attached database is worked out from the columns of its table.
///
/// `amount: money = "total_cents" / 100` is a source, `"total_cents" / 100`, read plainly; `= epoch_seconds("ts")` is a
/// source with a conversion. What comes out is always encoded as managed stores encode it, so that nothing above knows
/// the difference.
package struct FieldStorage: Sendable, Hashable {
    package var source: ColumnExpression
    /// nil for the plain reading of the field's type; see `PlainReading`.
    package var conversion: StorageConversion?
    /// The second argument of conversions that take one: a pattern, a word.
    package var argument: String?

    package init(source: ColumnExpression, conversion: StorageConversion? = nil, argument: String? = nil) {
        self.source = source
        self.conversion = conversion
        self.argument = argument
    }

    /// The column that is read as it is; nil where there is more to it.
    package var plainColumn: String? {
        if conversion == nil, case .column(let name) = source { name } else { nil }
    }
}

/// Arithmetic over the columns of one table.
package indirect enum ColumnExpression: Sendable, Hashable {
    case column(String)
    /// `mantissa / 10^decimals`, exactly; `decimals` is 0…18.
    case constant(mantissa: Int64, decimals: Int)
    case negate(ColumnExpression)
    case add(ColumnExpression, ColumnExpression)
    case subtract(ColumnExpression, ColumnExpression)
    case multiply(ColumnExpression, ColumnExpression)
    case divide(ColumnExpression, ColumnExpression)

    /// In order of appearance, each once.
    package var columns: [String] {
        switch self {
        case .column(let name): [name]
        case .constant: []
        case .negate(let operand): operand.columns
        case .add(let l, let r), .subtract(let l, let r), .multiply(let l, let r), .divide(let l, let r):
            l.columns + r.columns.filter { !l.columns.contains($0) }
        }
    }
}

/// How a column is read that no conversion stands around, by the type of its field.
package enum PlainReading {
    /// For documentation and messages: what a column must hold.
    package static func description(_ kind: ValueKind) -> String {
        switch kind {
        case .bool: "0 or 1, or one of true, false, yes, no, y, n, t, f"
        case .int: "whole numbers"
        case .number: "numbers"
        case .money: "amounts in whole units and decimals: 12.5, \"12.50\""
        case .text: "text"
        case .date: "ISO 8601 dates: 2026-03-01"
        case .time: "ISO 8601 times: 2026-03-01 09:00:00, with T or an offset or without"
        case .duration: "h:mm:ss, or ISO 8601: PT1H30M"
        }
    }
}

/// A convention by which databases keep times, amounts and flags: `epoch_seconds("ts")`.
///
/// Declared once for the checker, the documentation, the inference of models and the SQL.
package struct StorageConversion: Sendable, Hashable {
    /// The engines' computations; they switch over them.
    package enum Operation: Sendable, Hashable {
        /// ISO 8601 text. A time without an offset is by the store's clock, or in UTC.
        case iso(isUTC: Bool)
        /// Text or digits in the pattern of the second argument.
        case pattern
        /// A count of units since 1970-01-01T00:00:00Z.
        case epoch(microsecondsPerUnit: Int64)
        /// Days since 1970-01-01.
        case epochDays
        /// Days since noon of 24 November 4714 BC; exact to the millisecond.
        case julianDay
        /// A count of parts of the currency's unit.
        case parts(perUnit: Int64)
        /// Equal to the word of the second argument.
        case word
        /// A count of units of time.
        case length(microsecondsPerUnit: Int64)
        /// Without blanks around; nothing but blanks is missing.
        case trimmed
    }

    package let name: String
    package let operation: Operation
    /// The types of field that it gives.
    package let results: [ValueKind]
    /// The meaning of the second argument, for messages; nil where there is none.
    package let argument: String?
    package let documentation: String
    package let example: String

    /// Whether the first argument may be arithmetic, or must be a column.
    package var takesArithmetic: Bool {
        switch operation {
        case .iso, .pattern, .word, .trimmed: false
        case .epoch, .epochDays, .julianDay, .parts, .length: true
        }
    }

    package static let all: [StorageConversion] = [
        temporal(
            "iso", .iso(isUTC: false),
            "ISO 8601 text: with a T or a blank, seconds and a fraction or none, an offset or, by the store's clock, none.",
            "created: time = iso(\"created_at\")"),
        temporal(
            "iso_utc", .iso(isUTC: true),
            "ISO 8601 text; a time without an offset is in UTC, as SQLite's CURRENT_TIMESTAMP writes it.",
            "created: time = iso_utc(\"created_at\")"),
        StorageConversion(
            name: "pattern", operation: .pattern, results: [.date, .time], argument: "a pattern such as \"dd.MM.yyyy\"",
            documentation:
                "Text, or the digits of a number, in a stated order: yyyy MM dd HH mm ss, M d H for one or two digits.",
            example: "due: date = pattern(\"FAELLIG\", \"dd.MM.yyyy\")"),
        temporal(
            "epoch_seconds", .epoch(microsecondsPerUnit: 1_000_000),
            "Seconds since 1970-01-01 UTC, with a fraction or without.",
            "created: time = epoch_seconds(\"ts\")"),
        temporal(
            "epoch_milliseconds", .epoch(microsecondsPerUnit: 1_000), "Milliseconds since 1970-01-01 UTC.",
            "created: time = epoch_milliseconds(\"ts\")"),
        temporal(
            "epoch_microseconds", .epoch(microsecondsPerUnit: 1), "Microseconds since 1970-01-01 UTC.",
            "created: time = epoch_microseconds(\"ts\")"),
        temporal(
            "epoch_days", .epochDays, "Days since 1970-01-01; as a time, the beginning of that day.",
            "born: date = epoch_days(\"birth_day\")"),
        temporal(
            "julian_day", .julianDay, "Julian days in UTC, as SQLite's julianday() gives them.",
            "created: time = julian_day(\"jd\")"),
        StorageConversion(
            name: "cents", operation: .parts(perUnit: 100), results: [.money], argument: nil,
            documentation: "Hundredths of the currency's unit.", example: "amount: money = cents(\"total_cents\")"),
        StorageConversion(
            name: "yes_no", operation: .word, results: [.bool], argument: "the word that means yes, such as \"Y\"",
            documentation: "True where the column holds this word, false where it holds another.",
            example: "active: bool = yes_no(\"active\", \"Y\")"),
        length("milliseconds", 1_000), length("seconds", 1_000_000), length("minutes", 60_000_000),
        length("hours", 3_600_000_000),
        StorageConversion(
            name: "trimmed", operation: .trimmed, results: [.text], argument: nil,
            documentation: "Text without the blanks around it; nothing but blanks is missing.",
            example: "city: text = trimmed(\"ORT\")")
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> StorageConversion? { byName[name] }

    private static func temporal(_ name: String, _ operation: Operation, _ documentation: String, _ example: String)
        -> StorageConversion
    {
        StorageConversion(
            name: name, operation: operation, results: [.date, .time], argument: nil, documentation: documentation,
            example: example)
    }

    private static func length(_ name: String, _ microsecondsPerUnit: Int64) -> StorageConversion {
        StorageConversion(
            name: name, operation: .length(microsecondsPerUnit: microsecondsPerUnit), results: [.duration],
            argument: nil,
            documentation: "A length of time as a number of \(name).",
            example: "talked: duration = \(name)(\"talk_time\")")
    }
}

internal import Model

/// The profile of a sample of a column's values.
package struct ColumnProfile: Sendable {
    /// Values that are neither NULL nor blank text; a zero date (`0000-00-00`) is blank.
    package private(set) var count = 0
    package private(set) var missing = 0
    package private(set) var integers = 0
    package private(set) var reals = 0
    package private(set) var texts = 0
    package private(set) var blobs = 0
    /// For whole numbers, in text or not.
    package private(set) var leastInteger = Int64.max
    package private(set) var greatestInteger = Int64.min
    package private(set) var leastReal = Double.infinity
    package private(set) var greatestReal = -Double.infinity
    /// Reals that are no whole number, and those that have more than two decimals.
    package private(set) var fractional = 0
    package private(set) var finerThanHundredths = 0
    /// Texts by what they look like; one may look like several things.
    package private(set) var shapes: [TextShape: Int] = [:]
    /// The first values, each once with how often it came; complete while there are at most `distinctLimit`.
    package private(set) var distinct: [(value: String, count: Int)] = []
    package private(set) var hasMoreDistinct = false
    private var indexOfValue: [String: Int] = [:]

    static let distinctLimit = 12

    package enum TextShape: Sendable, Hashable, CaseIterable {
        case isoDate, isoTime, isoTimeWithOffset
        /// In an order that `pattern` names.
        case compactDate, dottedDate, shortDottedDate, monthFirstDate, dayFirstDate
        case integer, decimal
        case flagWord

        /// For `DateFormat`; nil for what is read otherwise.
        package var pattern: String? {
            switch self {
            case .compactDate: "yyyyMMdd"
            case .dottedDate: "dd.MM.yyyy"
            case .shortDottedDate: "d.M.yyyy"
            case .monthFirstDate: "M/d/yyyy"
            case .dayFirstDate: "d/M/yyyy"
            default: nil
            }
        }
    }

    /// Whether at least 98 of 100 texts look so, and there are texts.
    package func isMostly(_ shape: TextShape) -> Bool { texts > 0 && (shapes[shape] ?? 0) * 100 >= texts * 98 }

    package var isInteger: Bool { count > 0 && integers == count }
    package var isNumeric: Bool { count > 0 && integers + reals == count }
    package var isText: Bool { count > 0 && texts == count }

    /// Exactly these values, all of them.
    package func holdsExactly(_ values: Set<String>) -> Bool {
        !hasMoreDistinct && Set(distinct.map(\.value)) == values
    }

    package func holdsOnly(_ values: Set<String>) -> Bool {
        count > 0 && !hasMoreDistinct && Set(distinct.map(\.value)).isSubset(of: values)
    }

    // MARK: Sampling

    /// The first and the last rows of a table, column by column.
    package static func sample(_ table: DatabaseSchema.Table, in database: Database, rows: Int = 500) throws(StoreError)
        -> [ColumnProfile]
    {
        var profiles = table.columns.map { _ in ColumnProfile() }
        let columns = table.columns.map { Schema.quoted($0.name) }.joined(separator: ", ")
        let from = "SELECT \(columns) FROM \(Schema.quoted(table.name))"
        let count =
            table.hasRowID
            ? try database.integer(
                "SELECT count(*) FROM (SELECT 1 FROM \(Schema.quoted(table.name)) LIMIT \(rows * 2 + 1))") ?? 0 : 0
        let queries =
            count > rows * 2
            ? ["\(from) ORDER BY rowid LIMIT \(rows)", "\(from) ORDER BY rowid DESC LIMIT \(rows)"]
            : ["\(from) LIMIT \(rows * 2)"]
        for query in queries {
            let statement = try database.prepare(query)
            while try statement.step() {
                for index in profiles.indices { profiles[index].add(statement, index) }
            }
        }
        return profiles
    }

    private mutating func add(_ statement: Statement, _ column: Int) {
        switch statement.storageClass(column) {
        case .null: missing += 1
        case .blob:
            count += 1
            blobs += 1
        case .integer:
            count += 1
            integers += 1
            add(integer: statement.int64(column))
            remember(statement.text(column))
        case .real:
            count += 1
            reals += 1
            add(real: statement.double(column))
            remember(statement.text(column))
        case .text: add(text: statement.text(column))
        }
    }

    private mutating func add(integer: Int64) {
        leastInteger = min(leastInteger, integer)
        greatestInteger = max(greatestInteger, integer)
    }

    private mutating func add(real: Double) {
        leastReal = min(leastReal, real)
        greatestReal = max(greatestReal, real)
        if real != real.rounded() { fractional += 1 }
        // Within what a double can tell apart.
        let hundredths = real * 100
        if abs(hundredths - hundredths.rounded()) > 1e-6 * max(1, abs(real)) { finerThanHundredths += 1 }
    }

    private mutating func add(text: String) {
        let blank = text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if blank || text.hasPrefix("0000-00-00") {
            missing += 1
            return
        }
        count += 1
        texts += 1
        for shape in TextShape.matching(text) { shapes[shape, default: 0] += 1 }
        if shapes[.integer] != nil, let integer = Int64(text) { add(integer: integer) }
        remember(text)
    }

    private mutating func remember(_ value: String) {
        if let index = indexOfValue[value] {
            distinct[index].count += 1
        } else if distinct.count < ColumnProfile.distinctLimit {
            indexOfValue[value] = distinct.count
            distinct.append((value, 1))
        } else {
            hasMoreDistinct = true
        }
    }
}

extension ColumnProfile.TextShape {
    static let flagWords: Set<String> = [
        "y", "n", "j", "t", "f", "yes", "no", "ja", "nein", "true", "false", "wahr", "falsch", "是", "否"
    ]

    static func matching(_ text: String) -> [ColumnProfile.TextShape] {
        var shapes: [ColumnProfile.TextShape] = []
        let reader = ValueReader(currency: .usd, timeZone: .utc)
        var copy = text
        copy.withUTF8 { bytes in
            if bytes.count <= 40, let first = bytes.first,
                first &- 0x30 < 10 || first == 0x2D || first == 0x2B || first == 0x2E
            {
                if bytes.count == 10, (try? reader.date(bytes)) != nil { shapes.append(.isoDate) }
                if (try? reader.time(bytes)) != nil {
                    let hasOffset =
                        bytes.count > 16
                        && bytes[16...].contains { $0 == 0x5A || $0 == 0x7A || $0 == 0x2B || $0 == 0x2D }
                    shapes.append(hasOffset ? .isoTimeWithOffset : .isoTime)
                }
                if (try? reader.int(bytes)) != nil { shapes.append(.integer) }
                if (try? reader.number(bytes)) != nil { shapes.append(.decimal) }
                for shape in [
                    ColumnProfile.TextShape.compactDate, .dottedDate, .shortDottedDate, .monthFirstDate, .dayFirstDate
                ] {
                    guard let pattern = shape.pattern, let format = DateFormat(pattern: pattern),
                          let day = try? ValueReader(currency: .usd, timeZone: .utc, dateFormat: format).date(bytes),
                          shape != .compactDate || (1900...2100).contains(day.components.year) else { continue }
                    shapes.append(shape)
                }
            }
        }
        if flagWords.contains(text.lowercased()) { shapes.append(.flagWord) }
        return shapes
    }
}

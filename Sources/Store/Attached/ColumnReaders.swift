internal import Model

/// The SQL functions that read the columns of an attached database: `clientele_time(created, 0)`.
///
/// Whatever can't be read is NULL, as is NULL itself. A whole number that 64 bits can't hold makes the statement fail.
struct ColumnReaders {
    private let local: ValueReader
    private let utc: ValueReader
    private let scale: Int64

    init(currency: Currency, timeZone: TimeZoneRules) {
        local = ValueReader(currency: currency, timeZone: timeZone)
        utc = ValueReader(currency: currency, timeZone: .utc)
        scale = currency.scale
    }

    func register(in database: Database) throws(StoreError) {
        let (local, utc, scale) = (local, utc, scale)
        try database.register("clientele_time", argumentCount: 2) { call in
            let reader = call.int64(1) == 1 ? utc : local
            if let time = ColumnReaders.time(call, reader) { call.returnValue(time.microseconds) }
        }
        try database.register("clientele_date", argumentCount: 2) { call in
            let reader = call.int64(1) == 1 ? utc : local
            if let day = ColumnReaders.date(call, reader, local.timeZone) {
                call.returnValue(Int64(day.daysSinceEpoch))
            }
        }
        let patterns = PatternReaders(currency: local.currency, timeZone: local.timeZone)
        try database.register("clientele_pattern_time", argumentCount: 2) { call in
            if let reader = patterns.reader(call), let time = ColumnReaders.time(call, reader) {
                call.returnValue(time.microseconds)
            }
        }
        try database.register("clientele_pattern_date", argumentCount: 2) { call in
            if let reader = patterns.reader(call), let day = ColumnReaders.date(call, reader, reader.timeZone) {
                call.returnValue(Int64(day.daysSinceEpoch))
            }
        }
        try database.register("clientele_day_of_time", argumentCount: 1) { call in
            if call.isNull(0) { return }
            call.returnValue(Int64(local.timeZone.day(of: Instant(microseconds: call.int64(0))).daysSinceEpoch))
        }
        try database.register("clientele_time_of_day", argumentCount: 1) { call in
            guard !call.isNull(0), let day = Int32(exactly: call.int64(0)) else { return }
            call.returnValue(local.timeZone.startOfDay(CivilDate(daysSinceEpoch: day)).microseconds)
        }
        try database.register("clientele_duration", argumentCount: 1) { call in
            guard call.storageClass(0) == .text else { return }
            if let length = call.withUTF8(0, { try? local.duration($0) }) { call.returnValue(length) }
        }
        try database.register("clientele_bool", argumentCount: 1) { call in
            switch call.storageClass(0) {
            case .integer, .real: call.returnValue(call.double(0) != 0)
            case .text: if let flag = call.withUTF8(0, { try? local.bool($0) }) { call.returnValue(flag) }
            case .null, .blob: break
            }
        }
        try database.register("clientele_int", argumentCount: 1) { call in
            switch call.storageClass(0) {
            case .integer: call.returnArgument(0)
            case .real: if let whole = Int64(exactly: call.double(0)) { call.returnValue(whole) }
            case .text: if let whole = call.withUTF8(0, { try? local.int($0) }) { call.returnValue(whole) }
            case .null, .blob: break
            }
        }
        try database.register("clientele_number", argumentCount: 1) { call in
            switch call.storageClass(0) {
            case .integer, .real: call.returnArgument(0)
            case .text:
                if let whole = call.withUTF8(0, { try? local.int($0) }) { return call.returnValue(whole) }
                if let number = call.withUTF8(0, { try? local.number($0) }) { call.returnValue(number) }
            case .null, .blob: break
            }
        }
        // In minor units of the currency, and as they are.
        for (suffix, unit) in [("money", scale), ("scaled", 1)] {
            try database.register("clientele_\(suffix)", argumentCount: 3) { call in
                guard let value = Quantity(call, 0) else { return }
                ColumnReaders.give(value, times: unit, call, ratioAt: 1)
            }
            try database.register("clientele_\(suffix)_product", argumentCount: 4) { call in
                guard let left = Quantity(call, 0), let right = Quantity(call, 1) else { return }
                ColumnReaders.give(left.multiplied(by: right), times: unit, call, ratioAt: 2)
            }
        }
    }

    private static func give(_ value: Quantity, times unit: Int64, _ call: SQLFunctionCall, ratioAt index: Int) {
        switch value.rounded(
            numerator: Int128(call.int64(index)) * Int128(unit), denominator: Int128(call.int64(index + 1)))
        {
        case .some(let whole): call.returnValue(whole)
        case nil: call.fail(ScalarFunctions.overflowMessage)
        }
    }

    private static func time(_ call: SQLFunctionCall, _ reader: ValueReader) -> Instant? {
        guard call.storageClass(0) == .text || call.storageClass(0) == .integer && reader.dateFormat != nil else {
            return nil
        }
        return call.withUTF8(0) { try? reader.time($0) }
    }

    /// The day as it is written, or, where an offset or a clock in UTC says which instant is meant, the store's day of
    /// that instant.
    private static func date(_ call: SQLFunctionCall, _ reader: ValueReader, _ zone: TimeZoneRules) -> CivilDate? {
        guard call.storageClass(0) == .text || call.storageClass(0) == .integer && reader.dateFormat != nil else {
            return nil
        }
        return call.withUTF8(0) { bytes in
            if bytes.count <= 10 || reader.dateFormat != nil, let day = try? reader.date(bytes) { return day }
            return (try? reader.time(bytes)).map { zone.day(of: $0) }
        }
    }
}

/// Readers by their pattern. A connection is used by one thread at a time, and so is this.
private final class PatternReaders {
    private let currency: Currency
    private let timeZone: TimeZoneRules
    private var readers: [String: ValueReader] = [:]

    init(currency: Currency, timeZone: TimeZoneRules) {
        self.currency = currency
        self.timeZone = timeZone
    }

    func reader(_ call: SQLFunctionCall) -> ValueReader? {
        let pattern = call.withUTF8(1) { String(decoding: $0, as: UTF8.self) }
        if let reader = readers[pattern] { return reader }
        guard let format = DateFormat(pattern: pattern) else { return nil }
        let reader = ValueReader(currency: currency, timeZone: timeZone, dateFormat: format)
        readers[pattern] = reader
        return reader
    }
}

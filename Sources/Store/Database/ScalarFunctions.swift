/// The SQL functions that every connection has, because SQLite's own fold only ASCII, end texts at a NUL and let
/// integers turn into reals.
///
/// NULL in any argument gives NULL.
enum ScalarFunctions {
    /// The words of SQLite's own `sum()` on overflow, so that both are told apart from other errors in one way.
    static let overflowMessage = "integer overflow"

    static func register(in database: Database) throws(StoreError) {
        // clientele_fold(text): text without its case, by Unicode's full lower-case mapping.
        try database.register("clientele_fold", argumentCount: 1) { call in
            if call.isNull(0) { return }
            switch call.withUTF8(0, caseContent) {
            case .lowerASCII: call.returnArgument(0)
            case .upperASCII, .beyondASCII: call.returnValue(call.withUTF8(0, folded))
            }
        }
        // clientele_length(text): its Unicode scalars, for which SQLite's own stops at a NUL.
        try database.register("clientele_length", argumentCount: 1) { call in
            if call.isNull(0) { return }
            call.returnValue(call.withUTF8(0, scalarCount))
        }
        try registerArithmetic("clientele_add", in: database) { $0.addingReportingOverflow($1) }
        try registerArithmetic("clientele_sub", in: database) { $0.subtractingReportingOverflow($1) }
        try registerArithmetic("clientele_mul", in: database) { $0.multipliedReportingOverflow(by: $1) }
    }

    private static func registerArithmetic(
        _ name: String, in database: Database,
        _ operation: @escaping (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(StoreError) {
        try database.register(name, argumentCount: 2) { call in
            if call.isNull(0) || call.isNull(1) { return }
            let (value, overflow) = operation(call.int64(0), call.int64(1))
            if overflow { call.fail(overflowMessage) } else { call.returnValue(value) }
        }
    }

    private static func scalarCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        if bytes.allSatisfy({ $0 < 0x80 }) { return Int64(bytes.count) }
        return Int64(String(decoding: bytes, as: UTF8.self).unicodeScalars.count)
    }

    private enum CaseContent {
        /// ASCII without capitals: folding changes nothing.
        case lowerASCII
        case upperASCII
        case beyondASCII
    }

    private static func caseContent(_ bytes: UnsafeBufferPointer<UInt8>) -> CaseContent {
        var all: UInt8 = 0
        var hasCapital = false
        for byte in bytes {
            all |= byte
            if byte &- UInt8(ascii: "A") < 26 { hasCapital = true }
        }
        return all >= 0x80 ? .beyondASCII : hasCapital ? .upperASCII : .lowerASCII
    }

    private static func folded(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if caseContent(bytes) == .beyondASCII { return String(decoding: bytes, as: UTF8.self).lowercased() }
        return String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for (i, byte) in bytes.enumerated() {
                buffer[i] = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
            }
            return bytes.count
        }
    }
}

import Model

/// The SQL functions that every connection has, because SQLite's own fold only ASCII, end texts at a NUL and let
/// integers turn into reals.
///
/// NULL in any argument gives NULL.
enum ScalarFunctions {
    /// The words of SQLite's own `sum()` on overflow, so that both are told apart from other errors in one way.
    static let overflowMessage = "integer overflow"

    static func register(in database: Database) throws(StoreError) {
        // clientele_fold(text): text without its case, composed.
        try database.register("clientele_fold", argumentCount: 1) { call in
            if call.isNull(0) { return }
            switch call.withUTF8(0, { CaselessText.content($0) }) {
            case .lowerASCII: call.returnArgument(0)
            case .upperASCII: call.returnValue(call.withUTF8(0, lowercased))
            case .beyondASCII:
                call.returnValue(CaselessText.folded(call.withUTF8(0) { String(decoding: $0, as: UTF8.self) }))
            }
        }
        for function in ScalarFunction.declared { try register(function, in: database) }
        try registerArithmetic("clientele_add", in: database) { $0.addingReportingOverflow($1) }
        try registerArithmetic("clientele_sub", in: database) { $0.subtractingReportingOverflow($1) }
        try registerArithmetic("clientele_mul", in: database) { $0.multipliedReportingOverflow(by: $1) }
    }

    private static func registerArithmetic(
        _ name: String, in database: Database,
        _ operation: @escaping (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(StoreError) {
        for isNull in [false, true] {
            try database.register(isNull ? name + "_or_null" : name, argumentCount: 2) { call in
                if call.isNull(0) || call.isNull(1) { return }
                let (value, overflow) = operation(call.int64(0), call.int64(1))
                if !overflow { call.returnValue(value) } else if !isNull { call.fail(overflowMessage) }
            }
        }
    }

    /// A function that is worked out here as everywhere, by its kernel.
    private static func register(_ function: ScalarFunction, in database: Database) throws(StoreError) {
        guard case .stored(let name) = function.sql else { return }
        switch function.kernel {
        case .text(let kernel):
            try database.register(name, argumentCount: 1) { call in
                if !call.isNull(0) { call.returnValue(call.withUTF8(0, kernel)) }
            }
        case .texts(let derivation):
            try database.register(name, argumentCount: 1) { call in
                if call.isNull(0) { return }
                call.returnValue(derivation.text(call.withUTF8(0) { String(decoding: $0, as: UTF8.self) }))
            }
        case .real(let kernel):
            try database.register(name, argumentCount: 1) { call in
                if call.isNull(0) { return }
                let result = kernel(call.double(0))
                if result.isFinite { call.returnValue(result) }
            }
        case .daysApart(let kernel):
            try database.register(name, argumentCount: 2) { call in
                if call.isNull(0) || call.isNull(1) { return }
                func day(_ index: Int) -> CivilDate { CivilDate(daysSinceEpoch: Int32(clamping: call.int64(index))) }
                call.returnValue(kernel(day(0), day(1)))
            }
        case .values(let kernel):
            let parameters = function.parameters
            try database.register(name, argumentCount: parameters.count) { call in
                if parameters.indices.contains(where: { call.isNull($0) }) { return }
                call.returnValue(kernel(parameters.enumerated().map { call.argument($0, as: $1) }))
            }
        case .planned, .day, .clock, .elapsed, .number, .fraction, .whole, .months:
            throw StoreError(.storeFailure, "\(name) has no kernel that a database can call")
        }
    }

    /// Changes ASCII letters only.
    private static func lowercased(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for (i, byte) in bytes.enumerated() {
                buffer[i] = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
            }
            return bytes.count
        }
    }
}

extension SQLFunctionCall {
    fileprivate func argument(_ index: Int, as parameter: ScalarFunction.Parameter) -> Value {
        switch parameter {
        case .text: .text(withUTF8(index) { String(decoding: $0, as: UTF8.self) })
        case .count, .temporal, .timeOnly: .int(int64(index))
        case .number, .numeric: .number(double(index))
        }
    }

    fileprivate func returnValue(_ value: Value) {
        switch value {
        case .missing: return
        case .text(let text): returnValue(text)
        case .number(let number): returnValue(number)
        case .bool(let flag): returnValue(flag)
        case .int(let number), .money(let number), .duration(let number): returnValue(number)
        case .date(let day): returnValue(Int64(day.daysSinceEpoch))
        case .time(let instant): returnValue(instant.microseconds)
        }
    }
}

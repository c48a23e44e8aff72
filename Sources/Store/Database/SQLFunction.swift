internal import CSQLite

/// One call of an SQL function written in Swift: its arguments, and where its result goes.
/// Valid only inside the function's body. A call that sets no result gives NULL.
package struct SQLFunctionCall {
    fileprivate let context: OpaquePointer
    /// nil where an aggregate finishes: there are results then, but no arguments.
    fileprivate let values: UnsafeMutablePointer<OpaquePointer?>?

    init(context: OpaquePointer, arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        self.context = context
        values = arguments
    }

    private func value(_ argument: Int) -> OpaquePointer? { values?[argument] }

    /// `SQLITE_INTEGER`, `SQLITE_FLOAT`, `SQLITE_TEXT`, `SQLITE_BLOB` or `SQLITE_NULL`.
    func type(_ argument: Int) -> Int32 { sqlite3_value_type(value(argument)) }
    /// How SQLite stores a value, whatever its column was declared as.
    package enum StorageClass: Sendable, Hashable { case null, integer, real, text, blob }

    package func storageClass(_ argument: Int) -> StorageClass {
        switch type(argument) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    package func isNull(_ argument: Int) -> Bool { type(argument) == SQLITE_NULL }
    package func int64(_ argument: Int) -> Int64 { sqlite3_value_int64(value(argument)) }
    package func double(_ argument: Int) -> Double { sqlite3_value_double(value(argument)) }

    /// The argument's UTF-8 bytes; empty for NULL.
    package func withUTF8<Result, Failure: Error>(
        _ argument: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let text = sqlite3_value_text(value(argument))
        return try body(UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value(argument)))))
    }

    /// The argument itself, without a copy where SQLite can avoid it.
    package func returnArgument(_ argument: Int) { sqlite3_result_value(context, value(argument)) }
    package func returnValue(_ value: Int64) { sqlite3_result_int64(context, value) }
    package func returnValue(_ value: Double) { sqlite3_result_double(context, value) }
    package func returnValue(_ value: Bool) { sqlite3_result_int(context, value ? 1 : 0) }

    package func returnValue(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                clientele_result_text_copying(context, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
    }

    /// Makes the statement fail with these words.
    package func fail(_ message: String) { sqlite3_result_error(context, message, -1) }
}

extension Database {
    private final class Body {
        let run: (SQLFunctionCall) -> Void
        init(_ run: @escaping (SQLFunctionCall) -> Void) { self.run = run }
    }

    /// Adds a scalar function to this connection. The same arguments must always give the same result, so that SQLite
    /// may reuse it and indexes may hold it.
    package func register(_ name: String, argumentCount: Int, _ body: @escaping (SQLFunctionCall) -> Void)
        throws(StoreError)
    {
        try install(name, argumentCount, body)
        whenReconnected { (database) throws(StoreError) in try database.install(name, argumentCount, body) }
    }

    private func install(
        _ name: String, _ argumentCount: Int, _ body: @escaping (SQLFunctionCall) -> Void
    ) throws(StoreError) {
        // SQLite owns one reference to the body and drops it when the function or the connection goes.
        let owned = Unmanaged.passRetained(Body(body)).toOpaque()
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        let code = sqlite3_create_function_v2(
            handle, name, Int32(argumentCount), flags, owned,
            { context, _, arguments in
                guard let context, let arguments, let data = sqlite3_user_data(context) else { return }
                Unmanaged<Body>.fromOpaque(data).takeUnretainedValue().run(
                    SQLFunctionCall(context: context, arguments: arguments))
            },
            nil, nil,
            { if let owned = $0 { Unmanaged<Body>.fromOpaque(owned).release() } })
        // On failure SQLite has already called the destructor.
        if code != SQLITE_OK { throw error() }
    }
}

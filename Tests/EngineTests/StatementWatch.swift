import CSQLite
import Engine
@testable import Store

extension Session {
    /// Does something each time that a statement with certain words has come to its end on the session's connection.
    func afterEach<Result>(
        _ words: String, _ act: () throws -> Void, during body: () throws -> Result
    ) throws -> Result {
        guard let handle = database?.handle else { return try body() }
        return try withoutActuallyEscaping(act) { act in
            let watch = StatementWatch(words, act)
            defer { sqlite3_trace_v2(handle, 0, nil, nil) }
            sqlite3_trace_v2(handle, UInt32(SQLITE_TRACE_PROFILE), { _, context, statement, _ in
                guard let context, let statement else { return 0 }
                Unmanaged<StatementWatch>.fromOpaque(context).takeUnretainedValue().ended(OpaquePointer(statement))
                return 0
            }, Unmanaged.passUnretained(watch).toOpaque())
            let result = try withExtendedLifetime(watch) { try body() }
            if let error = watch.error { throw error }
            return result
        }
    }
}

private final class StatementWatch {
    private let words: String
    private let act: () throws -> Void
    private(set) var error: (any Error)?

    init(_ words: String, _ act: @escaping () throws -> Void) {
        self.words = words
        self.act = act
    }

    func ended(_ statement: OpaquePointer) {
        guard error == nil, let text = sqlite3_sql(statement), String(cString: text).contains(words) else { return }
        do { try act() } catch { self.error = error }
    }
}

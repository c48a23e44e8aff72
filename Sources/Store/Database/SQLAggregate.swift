internal import CSQLite

/// An aggregate function's state for one group. A class, because SQLite keeps it as an address.
class AggregateState {
    init() {}

    /// Takes a row.
    func add(_ call: SQLFunctionCall) {}

    /// Sets the result (NULL where it sets none), and makes the state as it was before the first row.
    func finish(_ call: SQLFunctionCall) {}
}

extension Database {
    /// The states of one function. One that has finished is kept: groups come one after another, and its memory serves
    /// them all.
    private final class AggregateStates {
        private let make: () -> AggregateState
        private var spares: [AggregateState] = []

        init(_ make: @escaping () -> AggregateState) { self.make = make }

        func take() -> AggregateState { spares.popLast() ?? make() }
        func giveBack(_ state: AggregateState) { spares.append(state) }
    }

    /// Adds an aggregate function to this connection. A group without rows gives NULL.
    func registerAggregate(_ name: String, argumentCount: Int, _ make: @escaping () -> AggregateState)
        throws(StoreError)
    {
        try install(name, argumentCount, make)
        whenReconnected { (database) throws(StoreError) in try database.install(name, argumentCount, make) }
    }

    private func install(
        _ name: String, _ argumentCount: Int, _ make: @escaping () -> AggregateState
    ) throws(StoreError) {
        // SQLite owns one reference to the states and drops it when the function or the connection goes.
        let owned = Unmanaged.passRetained(AggregateStates(make)).toOpaque()
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        let code = sqlite3_create_function_v2(
            handle, name, Int32(argumentCount), flags, owned, nil,
            { context, _, arguments in
                guard let context, let arguments, let data = sqlite3_user_data(context) else { return }
                // Room for one address for each group, zero before its first row.
                guard let group = sqlite3_aggregate_context(context, Int32(MemoryLayout<UnsafeMutableRawPointer?>.size))
                else {
                    return sqlite3_result_error_nomem(context)
                }
                let slot = group.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
                let state: AggregateState
                if let known = slot.pointee {
                    state = Unmanaged<AggregateState>.fromOpaque(known).takeUnretainedValue()
                } else {
                    state = Unmanaged<AggregateStates>.fromOpaque(data).takeUnretainedValue().take()
                    // The group owns this reference until it finishes, which SQLite sees to even where a statement
                    // fails.
                    slot.pointee = Unmanaged.passRetained(state).toOpaque()
                }
                state.add(SQLFunctionCall(context: context, arguments: arguments))
            },
            { context in
                // Without a size there is only an address where there was a row.
                guard let context, let data = sqlite3_user_data(context),
                    let group = sqlite3_aggregate_context(context, 0),
                      let owned = group.assumingMemoryBound(to: UnsafeMutableRawPointer?.self).pointee else { return }
                let state = Unmanaged<AggregateState>.fromOpaque(owned).takeRetainedValue()
                state.finish(SQLFunctionCall(context: context, arguments: nil))
                Unmanaged<AggregateStates>.fromOpaque(data).takeUnretainedValue().giveBack(state)
            },
            { if let owned = $0 { Unmanaged<AggregateStates>.fromOpaque(owned).release() } })
        // On failure SQLite has already called the destructor.
        if code != SQLITE_OK { throw error() }
    }
}

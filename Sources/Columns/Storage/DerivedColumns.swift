import Concurrency

/// Data derived from the columns of one state of a store, computed on first use and kept beside them.
///
/// Takes 4 bytes for each record whose owner is asked for, and one time for each owner whose records are asked for by
/// time.
package final class DerivedColumns: Sendable {
    private struct State {
        var owners: [Int: [Int32]] = [:]
        var latest: [Int: Column] = [:]
    }

    private let state = Monitor(State())

    package init() {}

    /// The owner's row of each record of an entity; -1 for nobody's.
    func owners(of entity: Int, _ rows: EntityRows) -> [Int32] {
        state.locked { state in
            if let owners = state.owners[entity] { return owners }
            let owners = rows.owners
            state.owners[entity] = owners
            return owners
        }
    }

    /// The latest time among each owner's records, as the column of these times stores it; the least number there is
    /// where no record has one.
    ///
    /// - Parameter times: the records' event times.
    /// - Returns: nil where times are no whole numbers.
    func latest(of entity: Int, _ rows: EntityRows, _ times: Column) -> Column? {
        state.locked { state in
            if let latest = state.latest[entity] { return latest }
            let latest = rows.offsets.flatMap { times.latest($0) }
            state.latest[entity] = latest
            return latest
        }
    }
}

extension EntityRows {
    fileprivate var owners: [Int32] {
        guard let offsets else { return [] }
        return [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
            offsets.withSpan { span in
                var row = 0
                for owner in 0..<max(0, span.count - 1) {
                    let end = Int(span[owner + 1])
                    while row < end {
                        buffer.initializeElement(at: row, to: Int32(truncatingIfNeeded: owner))
                        row &+= 1
                    }
                }
                while row < count {
                    buffer.initializeElement(at: row, to: -1)
                    row &+= 1
                }
            }
            initialized = count
        }
    }
}

extension Column {
    /// The value of the last row of each run, which is its latest time; those without one come first.
    fileprivate func latest(_ offsets: ColumnBuffer<UInt32>) -> Column? {
        switch stored {
        case .int8(let values): latest(offsets, values) { .int8($0) }
        case .int16(let values): latest(offsets, values) { .int16($0) }
        case .int32(let values): latest(offsets, values) { .int32($0) }
        case .int64(let values): latest(offsets, values) { .int64($0) }
        case .double: nil
        }
    }

    private func latest<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ offsets: ColumnBuffer<UInt32>, _ values: ColumnBuffer<Stored>,
        _ wrap: (ColumnBuffer<Stored>) -> Column.Stored
    ) -> Column {
        let count = max(0, offsets.count - 1)
        let latest = offsets.withSpan { offsets in
            values.withSpan { values in
                (0..<count).map { owner -> Stored in
                    let start = Int(offsets[owner]), end = Int(offsets[owner + 1])
                    return start < end && isKnown(end - 1) ? values[end - 1] : Stored.min
                }
            }
        }
        return Column(kind: kind, count: count, stored: wrap(ColumnBuffer(latest)), base: base, unit: unit)
    }
}

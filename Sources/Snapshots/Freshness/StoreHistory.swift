internal import Model
internal import Store

/// How a store came from an earlier state to the one that a question reads, as far as the store's own log of changes
/// tells.
struct StoreHistory {
    private let present: StoreState?
    /// The end of the log that leads to the present state without a gap, oldest first.
    private let entries: [ChangeLog.Entry]

    /// Without a log.
    init(_ present: StoreState?) {
        self.present = present
        entries = []
    }

    /// - Parameters:
    ///   - present: the state that the log was read in.
    ///   - schemaVersion: as that state has it.
    init(_ present: StoreState, schemaVersion: Int64, entries: [ChangeLog.Entry]) {
        self.present = present
        guard !present.hasLog, let last = entries.last, last.schemaVersion == schemaVersion else {
            self.entries = []
            return
        }
        var first = entries.count, next = present.changeCounter
        // Entries that were made to another file than this one came with its content: what else happened to it, they do
        // not say.
        while first > 0, entries[first - 1].found.changeCounter &+ 1 == next,
            entries[first - 1].found.device == present.device, entries[first - 1].found.inode == present.inode
        {
            first -= 1
            next = entries[first].found.changeCounter
        }
        self.entries = Array(entries[first...])
    }

    /// The tables that have changed since a state, and how; nil where that is not known.
    func changes(since state: StoreState) -> [String: ChangeLog.Change]? {
        if state == present { return [:] }
        guard let start = entries.firstIndex(where: { $0.found == state }) else { return nil }
        var changes: [String: ChangeLog.Change] = [:]
        for entry in entries[start...] {
            for (table, change) in entry.changes {
                switch (changes[table], change) {
                case (nil, _): changes[table] = change
                // Rows added later have higher numbers than all that were there before.
                case (.appended, .appended), (.rewritten, _): break
                case (.appended, .rewritten): changes[table] = .rewritten
                }
            }
        }
        return changes
    }
}

internal import Columns
internal import Glibc
internal import Store
internal import Synchronization

/// What one pass over a table may hold in memory: the columns as they are scanned, and as they become.
final class BuildBudget: Sendable {
    private let limit: Int
    private let used = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// As `CLIENTELE_COLUMNS_MEMORY` says (bytes, or with K, M, G), or half of the memory that this process may have.
    static func limit(_ environment: (String) -> String?) -> Int {
        if let text = environment("CLIENTELE_COLUMNS_MEMORY"), let limit = ColumnDirectory.bytes(text) {
            return Int(clamping: limit)
        }
        return MachineMemory.limit / 2
    }

    /// - Returns: false where that is too much.
    func take(_ block: StagedColumn.Block) -> Bool {
        let bytes = block.memory.byteCount + (block.missing?.byteCount ?? 0)
        return used.add(bytes, ordering: .relaxed).newValue <= limit / 2
    }

    var problem: ColumnSourceError {
        guard used.load(ordering: .relaxed) > limit / 2 else { return .noMemory }
        return ColumnSourceError(
            "the columns of this question take more memory to build than the \(limit >> 20) MiB that are allowed",
            notes: ["set CLIENTELE_COLUMNS_MEMORY to what may be used, or ask with `--engine sqlite`"])
    }
}

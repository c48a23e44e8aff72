internal import Columns
internal import Glibc
internal import Store
internal import Synchronization

/// The memory that one pass over a table may hold: the columns as scanned and as encoded.
final class BuildBudget: Sendable {
    /// Bytes; nil for half of the memory that this process may have, which it takes a while to find out.
    private let given: Int?
    private let used = Atomic<Int>(0)

    init(limit: Int?) { given = limit }

    private var limit: Int { given ?? MachineMemory.limit / 2 }

    /// The value of `CLIENTELE_COLUMNS_MEMORY`: bytes, or with K, M, G; nil where it is not set.
    static func limit(_ environment: (String) -> String?) -> Int? {
        environment("CLIENTELE_COLUMNS_MEMORY").flatMap { ColumnDirectory.bytes($0) }.map { Int(clamping: $0) }
    }

    /// Bytes that any machine has.
    private static let certain = 1 << 26

    /// - Returns: false where that is too much.
    func take(_ block: StagedColumn.Block) -> Bool {
        let bytes = block.memory.byteCount + (block.missing?.byteCount ?? 0)
        let sum = used.add(bytes, ordering: .relaxed).newValue
        return given == nil && sum <= BuildBudget.certain || sum <= limit / 2
    }

    var problem: ColumnSourceError {
        guard used.load(ordering: .relaxed) > limit / 2 else { return .noMemory }
        return ColumnSourceError(
            "the columns of this question take more memory to build than the \(limit >> 20) MiB that are allowed",
            notes: ["set CLIENTELE_COLUMNS_MEMORY to what may be used, or ask with `--engine sqlite`"])
    }
}

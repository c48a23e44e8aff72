/// The statements the user can go back to, and the file they outlive the session in.
final class StatementHistory {
    private let file: HistoryFile?
    private let failed: (HistoryError) -> Void
    private var keeps = true
    private var last: String?

    init(file: HistoryFile?, failed: @escaping (HistoryError) -> Void) {
        self.file = file
        self.failed = failed
    }

    static let entryLimit = 5_000

    /// Entries of former sessions, oldest first.
    func load() -> [String] {
        guard let file else { return [] }
        do {
            let entries = try file.entries(limit: StatementHistory.entryLimit)
            last = entries.last
            return entries
        } catch {
            failed(error)
            return []
        }
    }

    /// False for a statement that is not worth an entry: blank, or the same as the one before.
    func add(_ statement: String) -> Bool {
        guard statement != last else { return false }
        last = statement
        guard let file, keeps else { return true }
        do {
            try file.append(statement)
        } catch {
            keeps = false
            failed(error)
        }
        return true
    }
}

/// The statements the user can go back to, and the file they outlive the session in.
final class StatementHistory {
    private let file: HistoryFile?
    private let failed: (HistoryError) -> Void
    private var keeps = true
    /// Oldest first.
    private var entries: [String] = []

    init(file: HistoryFile?, failed: @escaping (HistoryError) -> Void) {
        self.file = file
        self.failed = failed
    }

    static let entryLimit = 5_000

    var count: Int { min(entries.count, StatementHistory.entryLimit) }

    /// Entries of former sessions, oldest first.
    func load() -> [String] {
        guard let file else { return [] }
        do {
            entries = try file.entries(limit: StatementHistory.entryLimit)
            return entries
        } catch {
            failed(error)
            return []
        }
    }

    /// False for a statement that is not worth an entry: blank, or the same as the one before.
    func add(_ statement: String) -> Bool {
        guard statement != entries.last else { return false }
        entries.append(statement)
        guard let file, keeps else { return true }
        do {
            try file.append(statement)
        } catch {
            keeps = false
            failed(error)
        }
        return true
    }

    /// Different entries that a continuation is looked for in: whether one is worth offering may take a while to tell.
    static let candidateLimit = 10

    /// The rest of the latest statement that begins with `text`, goes on and is worth offering; nil where there is
    /// none.
    func continuation(of text: String, offering isWorthOffering: (String) -> Bool = { _ in true }) -> String? {
        let typed = text.utf8
        var seen: Set<String> = []
        for entry in entries.reversed()
        where entry.utf8.count > typed.count && entry.utf8.starts(with: typed) && seen.insert(entry).inserted {
            if isWorthOffering(entry) { return String(Substring(entry.utf8.dropFirst(typed.count))) }
            if seen.count == StatementHistory.candidateLimit { return nil }
        }
        return nil
    }
}

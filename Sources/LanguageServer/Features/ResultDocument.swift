internal import Concurrency
internal import Store

/// The file in which a client shows the rows that were last asked for: their owner's alone, as they may hold names and
/// addresses, and gone with the session.
///
/// A file left by a session that was killed is removed by the next one.
final class ResultDocument: Sendable {
    private let path: String?
    private static let ending = ".md"
    private let file = Monitor<DraftFile?>(nil)

    /// - Parameter directory: made where it is needed; nil where there is none to be had.
    init(directory: String?) {
        path = directory.map { $0 + "/result" }
        if let path { DraftFile.removeLeftovers(of: path, ending: ResultDocument.ending) }
    }

    /// - Returns: the file's path; nil where it can't be written.
    func write(_ text: String) -> String? {
        guard let path else { return nil }
        CacheFile.makeDirectory(of: path)
        return file.locked { file in
            // A client goes on showing the same file.
            file = nil
            guard let draft = try? DraftFile(for: path, mode: 0o600, ending: ResultDocument.ending),
                (try? draft.write(Array(text.utf8))) != nil else { return nil }
            file = draft
            return draft.draft
        }
    }

    func remove() { file.locked { $0 = nil } }
}

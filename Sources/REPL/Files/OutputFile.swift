import Engine
internal import Glibc
internal import Store

/// A file that appears when it is complete: written beside its place and renamed into it.
///
/// A file already there stays as it is until then, and for good where something fails. Anything but a regular file (a
/// pipe, `/dev/null`) is written directly. Nothing is written over a database or the files beside one, and no result
/// over a script that was read.
package final class OutputFile {
    /// The kind of content.
    package enum Content {
        case results
        /// A script, which replaces one that was read.
        case script
    }

    package let descriptor: Int32
    /// As it was named.
    private let path: String
    private let content: Content
    /// nil for what is written directly, and once it is in place.
    private var draft: DraftFile?
    private var isOpen = false

    /// - Throws: `Failure` E0808.
    package init(path: String, _ content: Content) throws {
        try OutputFile.check(path, content)
        self.path = path
        self.content = content
        if let stream = OutputPlace.stream(path) {
            guard stream.descriptor >= 0 else { throw OutputFile.failure(path, String(cString: strerror(stream.code))) }
            descriptor = stream.descriptor
            isOpen = true
            return
        }
        var status = stat()
        let exists = stat(path, &status) == 0
        // A link stays a link to a file that is replaced. The draft is never readable by more people than the file was.
        do {
            let draft = try DraftFile(for: OutputPlace.resolved(path), mode: exists ? status.st_mode & 0o777 : 0o666)
            if exists { fchmod(draft.descriptor, status.st_mode & 0o7777) }
            descriptor = draft.descriptor
            self.draft = draft
        } catch { throw OutputFile.failure(path, error.reason) }
    }

    /// Whether the results stay in a file, which they do not in a pipe or a device.
    package var isRegular: Bool { draft != nil }

    /// Puts the file in its place.
    package func commit() throws {
        if let draft {
            // By now it is known which scripts were imported.
            try OutputFile.check(path, content)
            do { try draft.commit(isSynced: content == .script) } catch { throw OutputFile.failure(path, error.reason) }
            self.draft = nil
        } else if isOpen {
            isOpen = false
            guard close(descriptor) == 0 else { throw OutputFile.failure(path, String(cString: strerror(errno))) }
        }
    }

    deinit { if isOpen { close(descriptor) } }

    private static func check(_ path: String, _ content: Content) throws {
        guard let reason = OutputPlace.refusal(of: path, replacesTexts: content == .script) else { return }
        throw Failure(.unwritableOutput, "can't write there: \(reason)", notes: ["name another file"])
    }

    private static func failure(_ path: String, _ reason: String) -> Failure {
        Failure(.unwritableOutput, "can't write \(path): \(reason)")
    }
}

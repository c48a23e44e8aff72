import Engine
internal import Glibc

/// A file that appears when it is complete: written beside its place and renamed into it.
///
/// What is there already stays as it is until then, and for good where something fails. What is no regular file (a pipe,
/// `/dev/null`) is written directly.
package final class OutputFile {
    package let descriptor: Int32
    private let path: String
    /// nil for what is written directly, and once it is in place.
    private var draft: String?
    private var isOpen = true

    /// Where it is written until it is complete; nil for what is written directly.
    package var draftPath: String? { draft }

    /// - Throws: `Failure` E0808.
    package init(path: String) throws {
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            self.path = path
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            // A link stays a link to a file that is replaced.
            self.path = OutputFile.resolved(path)
            let draft = "\(self.path).partial-\(getpid())"
            descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                self.draft = draft
                if exists { fchmod(descriptor, status.st_mode & 0o7777) }
            }
        }
        guard descriptor >= 0 else { throw OutputFile.failure(path, errno) }
    }

    /// Whether the results stay in a file, which they do not in a pipe or a device.
    package var isRegular: Bool { draft != nil }

    /// Puts the file in its place.
    package func commit() throws {
        isOpen = false
        // Some file systems say no sooner than here that there was no room.
        guard close(descriptor) == 0 else { throw OutputFile.failure(path, errno) }
        guard let draft else { return }
        guard rename(draft, path) == 0 else { throw OutputFile.failure(path, errno) }
        self.draft = nil
    }

    deinit {
        if isOpen { close(descriptor) }
        if let draft { unlink(draft) }
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        Failure(.unwritableOutput, "can't write \(path): \(String(cString: strerror(code)))")
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

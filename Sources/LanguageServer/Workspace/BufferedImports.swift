internal import Concurrency
internal import Engine

/// Imported files for one analysis: what is open in the editor as it stands there, everything else from the disk. It
/// remembers what was read, so that one can tell later whether an analysis still holds.
final class BufferedImports: ImportReader {
    /// A text in the editor.
    struct Buffer: Sendable {
        let bytes: [UInt8]
        /// Changes with every edit of any text.
        let edition: Int
    }

    /// The state that a file was in when it was read.
    enum State: Sendable, Hashable {
        case buffer(edition: Int)
        case file(FileStamp)
        case missing
    }

    /// By identity.
    private let buffers: [String: Buffer]
    private let disk: any ImportReader
    private let reads = Monitor<[String: State]>([:])

    init(buffers: [String: Buffer], disk: any ImportReader) {
        self.buffers = buffers
        self.disk = disk
    }

    func identity(of path: String) -> String { disk.identity(of: path) }

    func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        let identity = identity(of: path)
        // Before the reading: a file that changes meanwhile is read again.
        let state = BufferedImports.state(of: path, identity, buffers)
        reads.locked { $0[path] = state }
        if let buffer = buffers[identity] { return buffer.bytes }
        return try disk.read(path)
    }

    /// The files that were read, or were to be.
    var paths: [String] { reads.locked { Array($0.keys) } }

    /// Whether each file would be read as it was.
    func isCurrent(with buffers: [String: Buffer]) -> Bool {
        reads.locked { reads in
            reads.allSatisfy { path, state in BufferedImports.state(of: path, identity(of: path), buffers) == state }
        }
    }

    private static func state(of path: String, _ identity: String, _ buffers: [String: Buffer]) -> State {
        if let buffer = buffers[identity] { return .buffer(edition: buffer.edition) }
        return FileStamp(path: path).map { .file($0) } ?? .missing
    }
}

/// Where imported files come from: the disk for the commands, a table for tests, whatever a program has.
package protocol ImportReader: Sendable {
    /// The file's one name, however the path is spelt: two paths to one file have the same.
    func identity(of path: String) -> String

    /// - Parameter path: absolute, or relative to the working directory.
    func read(_ path: String) throws(UnreadableImport) -> [UInt8]
}

extension ImportReader {
    package func identity(of path: String) -> String { path }
}

package struct UnreadableImport: Error, Sendable, Hashable {
    /// In a few words: "no such file".
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

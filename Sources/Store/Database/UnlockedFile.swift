/// A file that others may change while it is read: whoever has read it has to ask whether they did.
package struct UnlockedFile: Sendable {
    let location: String
    /// The path that messages give.
    let name: String
    /// As it was before it was opened, so that every later change shows.
    let status: FileStatus

    var hasChanged: Bool { FileStatus(location) != status }

    /// - Throws: `StoreError` E0534 where the file has been changed.
    package func check() throws(StoreError) {
        if hasChanged { throw .changed(name) }
    }
}

internal import Glibc

/// The scripts below the folders that the editor has open.
enum ScriptFiles {
    /// More than these are not looked for.
    private static let limit = 5_000
    private static let depthLimit = 16
    /// Bytes of one that is not open; nobody has written a longer one.
    static let sizeLimit = 1 << 20
    /// Bytes of all that are not open: what is known of a script takes many times its length.
    static let totalLimit = 8 << 20

    /// Absolute paths of `.cq` files, in order. Hidden folders and those of installed packages are passed over.
    static func paths(in folders: [String]) -> [String] {
        var found: [String] = []
        for folder in folders { collect(folder, depth: 0, &found) }
        return Array(Set(found)).sorted()
    }

    private static func collect(_ folder: String, depth: Int, _ found: inout [String]) {
        guard depth < depthLimit, let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        var folders: [String] = []
        while found.count < limit, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix("."), name != "node_modules" else { continue }
            let path = folder + "/" + name
            switch Int32(entry.pointee.d_type) {
            case Int32(DT_DIR): folders.append(path)
            case Int32(DT_REG), Int32(DT_LNK): if name.hasSuffix(".cq") { found.append(path) }
            default: if name.hasSuffix(".cq") { found.append(path) }
            }
        }
        for folder in folders.sorted() { collect(folder, depth: depth + 1, &found) }
    }
}

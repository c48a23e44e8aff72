import Engine
import Glibc
import REPL

/// The scripts that operands name.
enum ScriptPaths {
    private static let ending = ".cq"

    /// Files as they are named, and in place of a folder every script below it, in order; each once.
    ///
    /// - Parameter report: told of what can't be looked into; the rest is there all the same.
    static func all(_ operands: [String], report: (Failure) -> Void) -> [String] {
        var seen: Set<String> = []
        return operands.flatMap { below($0, isNamed: true, report) }.filter {
            seen.insert(DiskImports().identity(of: $0)).inserted
        }
    }

    /// - Parameter isNamed: by the user, and not found in a folder.
    private static func below(_ path: String, isNamed: Bool, _ report: (Failure) -> Void) -> [String] {
        var status = stat()
        // A folder behind a link that was found below another may be that one again.
        guard (isNamed ? stat(path, &status) : lstat(path, &status)) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return isNamed || path.hasSuffix(ending) ? [path] : []
        }
        guard let names = names(in: path) else {
            report(Failure(.unreadableScript, "can't read \(path): \(String(cString: strerror(errno)))"))
            return []
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return names.flatMap { below(folder + $0, isNamed: false, report) }
    }

    /// Sorted, without hidden ones; nil where the folder can't be read.
    private static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

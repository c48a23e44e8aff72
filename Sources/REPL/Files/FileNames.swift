import EditLine
import Glibc

/// Names of files as people type them.
enum FileNames {
    /// Files and folders whose path begins like this, in order; hidden ones where their dot is typed.
    static func beginning(with typed: String, home: String?) -> [Completion] {
        let folderEnd = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
        let folder = String(typed[..<folderEnd]), beginning = String(typed[folderEnd...])
        let path = expanded(folder.isEmpty ? "." : folder, home: home)
        return names(in: path).filter { $0.hasPrefix(beginning) && (beginning.hasPrefix(".") || !$0.hasPrefix(".")) }
            .map { name in
            var status = stat()
            let isFolder = stat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            let label = name + (isFolder ? "/" : "")
            return Completion(insertText: ArgumentWords.quoted(folder + label), label: label)
        }
    }

    /// `~/` is the home directory.
    static func expanded(_ path: String, home: String?) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // The name is a tuple of bytes that ends in a zero; it is read where it lies, while the entry is valid.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

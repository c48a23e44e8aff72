import Engine
import Glibc
import Output
import REPL

/// A folder with a file for each result, `01-customers-by-city.csv`: they appear when all of them are complete.
final class OutputFolder: ResultFolder {
    private let path: String
    private var files: [OutputFile] = []

    /// The most letters of a title in a file's name.
    private static let nameLimit = 40

    /// - Parameter path: a folder, which is made where there is none.
    /// - Throws: `Failure` E0808.
    init(path: String) throws {
        self.path = path.hasSuffix("/") ? path : path + "/"
        guard mkdir(path, 0o777) == 0 || errno == EEXIST && OutputFolder.isFolder(path) else {
            throw Failure(.unwritableOutput, "can't make the folder \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Whether a path means a folder: by its ending, or because one is there.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return path.hasSuffix("/") && errno == ENOENT }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    func next(_ title: String, _ format: OutputFormat) throws -> ByteSink {
        let number = String(files.count + 1), padding = number.utf8.count < 2 ? "0" : ""
        let ending = format.fileExtensions.first ?? "txt"
        let file = try OutputFile(path: "\(path)\(padding)\(number)-\(OutputFolder.name(title)).\(ending)", .results)
        files.append(file)
        return ByteSink(fileDescriptor: file.descriptor)
    }

    func commit() throws {
        for file in files { try file.commit() }
    }

    /// A title as a part of a file's name: its letters and digits, of whatever script, with dashes between the words.
    static func name(_ title: String) -> String {
        var name = ""
        for letter in title {
            if letter.isLetter || letter.isNumber {
                name.append(contentsOf: letter.lowercased())
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name.append("-")
            }
            if name.count >= nameLimit { break }
        }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "result" : name
    }
}

import Glibc
import Model

/// The standard model, from the file that is shipped with the engine.
enum StandardModel {
    static func load(path: String = #filePath) throws -> DataModel {
        let root = path.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return try DeclarationReader.model(from: try text(root + "/Sources/Engine/Resources/standard.cq"))
    }

    private static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw DeclarationReader.Failure(description: "cannot open \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

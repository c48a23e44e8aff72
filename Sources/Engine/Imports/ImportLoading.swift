import Analyses
import Semantics
import Syntax

/// Reads what a text imports, and what that imports, each file once.
///
/// Enters: a parsed text. Leaves: its imports, parsed, those first that others need; diagnostics of what could not be
/// read.
struct ImportLoading {
    /// Longest chain of files each of which imports the next.
    static let depthLimit = 64

    private let reader: (any ImportReader)?
    private(set) var sources: SourceMap
    private(set) var diagnostics: [Diagnostic] = []
    private var imports = ParsedImports()
    /// Files read so far, by identity.
    private var known: [String: Int] = [:]
    /// Files whose imports are being read, outermost first.
    private var underway: [(identity: String, path: String)] = []

    init(_ reader: (any ImportReader)?, sources: SourceMap) {
        self.reader = reader
        self.sources = sources
    }

    /// - Parameter path: of the text, where it is a file.
    mutating func load(importsOf parsed: ParsedSource, path: String?) -> ParsedImports {
        let statements = ImportStatement.all(in: parsed)
        if let path, let reader, !statements.isEmpty {
            underway.append((reader.identity(of: path), RelativePath.joined(path, to: nil)))
        }
        imports.links = statements.map { link($0, from: path) }
        return imports
    }

    private mutating func link(_ statement: ImportStatement, from importer: String?) -> ImportLink {
        ImportLink(
            alias: statement.alias, aliasSpan: statement.aliasSpan, pathSpan: statement.pathSpan,
            file: file(statement, from: importer))
    }

    /// The index of the file, or nil after a report.
    private mutating func file(_ statement: ImportStatement, from importer: String?) -> Int? {
        guard let reader else {
            diagnostics.append(
                .unreadableImport(statement.path, reason: "there are no files here", at: statement.pathSpan))
            return nil
        }
        let path = RelativePath.joined(statement.path, to: importer)
        let identity = reader.identity(of: path)
        if let start = underway.firstIndex(where: { $0.identity == identity }) {
            diagnostics.append(.importCycle(underway[start...].map(\.path) + [path], at: statement.pathSpan))
            return nil
        }
        if let file = known[identity] { return file }
        guard underway.count < ImportLoading.depthLimit else {
            diagnostics.append(.importsNestTooDeeply(limit: ImportLoading.depthLimit, at: statement.pathSpan))
            return nil
        }
        let bytes: [UInt8]
        do throws(UnreadableImport) {
            bytes = try reader.read(path)
            if let line = ImportLoading.firstLineWithoutText(bytes) {
                throw UnreadableImport(reason: "line \(line) is no UTF-8 text")
            }
        } catch {
            diagnostics.append(.unreadableImport(path, reason: error.reason, at: statement.pathSpan))
            return nil
        }
        let parsed = Parser.parse(sources.add(name: path, bytes: bytes), analyses: Analyses.forms)
        underway.append((identity, path))
        let links = ImportStatement.all(in: parsed).map { link($0, from: path) }
        underway.removeLast()
        known[identity] = imports.files.count
        imports.files.append(ParsedImports.File(path: path, parsed: parsed, links: links))
        return imports.files.count - 1
    }

    /// The line, from 1, of the first byte that is no UTF-8.
    private static func firstLineWithoutText(_ bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var line = 1, start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if String(validating: bytes[start..<end], as: UTF8.self) == nil { break }
            (line, start) = (line + 1, end + 1)
        }
        return line
    }
}

/// Paths as imports write them.
enum RelativePath {
    /// A path seen from the file that names it, with `.` and `..` resolved where the path itself can say it.
    static func joined(_ path: String, to importer: String?) -> String {
        let folder =
            path.hasPrefix("/")
            ? [] : importer.map { $0.split(separator: "/", omittingEmptySubsequences: false).dropLast() } ?? []
        let isAbsolute = path.hasPrefix("/") || importer?.hasPrefix("/") == true
        var parts: [Substring] = []
        for part in folder + path.split(separator: "/", omittingEmptySubsequences: true)
        where !part.isEmpty && part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        if parts.isEmpty, !isAbsolute, !path.isEmpty { return "." }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}

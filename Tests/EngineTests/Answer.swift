import Analyses
import Engine
import Glibc
import Model
import Output
import Planning
import Semantics
import Store
import Syntax

extension Session {
    /// A session on a store, as of a day.
    ///
    /// - Parameter files: what can be imported, by path.
    static func open(
        _ path: String?, asOf: String?, timeZone: String? = nil, files: [String: [UInt8]] = [:],
        engine: ExecutionEngine = .sqlite
    ) throws -> Session {
        // 2026-06-30T12:00:00Z, for questions that leave the as-of day open: nothing here reads the clock.
        var settings = Settings(
            asOf: asOf, timeZone: timeZone, now: Instant(microseconds: 1_782_820_800_000_000),
            importReader: FilesInMemory(files: files))
        settings.engine = engine
        return try path.map { try Session(path: $0, settings: settings) } ?? Session(settings: settings)
    }

    /// The rows that a text asks for, as CSV with a header; several results are parted by an empty line.
    ///
    /// - Throws: `Refusal` where the text has errors, `Failure` of the store.
    func answer(_ text: String, arguments: [String: String] = [:]) throws -> String {
        let compilation = compile(name: "script", bytes: Array(text.utf8), arguments: arguments)
        guard !compilation.hasErrors else { throw Refusal(diagnostics: compilation.diagnostics, text: text) }
        return try answer(compilation)
    }

    func answer(_ compilation: Compilation) throws -> String {
        var parts: [String] = []
        for statement in compilation.script.statements {
            let sink = ByteSink()
            let presenter = ResultPresenter(format: .csv, style: .plain, sink: sink, showsTiming: false)
            switch statement {
            case .definition: continue
            case .query(let query): try presenter.present(try run(query, of: compilation), of: self)
            case .analysis(let analysis): try presenter.present(try run(analysis, of: compilation), of: self)
            }
            parts.append(String(decoding: sink.bytes, as: UTF8.self))
        }
        return parts.joined(separator: "\n")
    }

    /// What there is to say about the results of a text.
    func notes(_ compilation: Compilation) throws -> [Diagnostic] {
        guard !compilation.hasErrors else { throw Refusal(diagnostics: compilation.diagnostics, text: "") }
        return try compilation.script.statements.flatMap { statement -> [Diagnostic] in
            switch statement {
            case .definition: return []
            case .query(let query):
                let result = try runWatched(query, of: compilation)
                while try result.advance() {}
                return notes(on: result, of: compilation)
            case .analysis(let analysis): return try run(analysis, of: compilation).notes
            }
        }
    }

    /// The rows of one question without the header, each a line of CSV.
    func rows(_ text: String, arguments: [String: String] = [:]) throws -> [String] {
        try answer(text, arguments: arguments).split(separator: "\n").dropFirst().map(String.init)
    }

    var environmentModel: DataModel { environment.model }

    /// Names and kinds of the customers' own fields.
    var customerFields: [(name: String, kind: ValueKind)] {
        environment.model.customerEntity.fields.map { ($0.name, $0.type.kind) }
    }

    /// Names of the entities that belong to customers directly and have a time.
    var timedRecords: [String] {
        let model = environment.model
        return model.entities.indices.filter {
            model.owner(of: $0) == model.customer && model.entities[$0].eventTime != nil
        }.map { model.entities[$0].name }
    }

    /// The keys of the customers that a condition picks.
    func customers(where condition: String) throws -> [String] {
        try rows("from customers | where \(condition) | select id")
    }
}

/// A text that a test took to be right and that is not.
struct Refusal: Error, CustomStringConvertible {
    let diagnostics: [Diagnostic]
    let text: String
    var description: String {
        diagnostics.map { "\($0.code.id): \($0.message)" }.joined(separator: "; ") + " in: " + text
    }
}

/// An environment variable as a number, for the size of a run.
func environmentCount(_ name: String, default count: Int) -> Int {
    getenv(name).flatMap { Int(String(cString: $0)) } ?? count
}

/// Files that scripts can import, without a disk.
struct FilesInMemory: ImportReader {
    let files: [String: [UInt8]]

    func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        guard let bytes = files[path] else { throw UnreadableImport(reason: "No such file or directory") }
        return bytes
    }
}

extension String {
    /// Whether rows of CSV differ by more than how sums of numbers with fractions are rounded.
    func differs(from other: String) -> Bool {
        if self == other { return false }
        let left = split(separator: "\n"), right = other.split(separator: "\n")
        guard left.count == right.count else { return true }
        return zip(left, right).contains { line, other in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false),
                others = other.split(separator: ",", omittingEmptySubsequences: false)
            return cells.count != others.count || zip(cells, others).contains { cell, other in
                if cell == other { return false }
                guard let x = Double(cell), let y = Double(other) else { return true }
                return abs(x - y) > 1e-9 * max(abs(x), abs(y))
            }
        }
    }
}

import Analyses
import Model
import Planning
import Semantics
import Store
import Syntax

/// A store to ask from a program: the library's public face.
///
///     let shop = try CustomerStore(path: "shop.db", asOf: "2026-06-30")
///     for result in try shop.answer("segment where recency < 30 and monetary > 5000") {
///         for row in result.rows { print(row) }
///     }
///
/// One instance serves one thread at a time.
public final class CustomerStore {
    private let session: Session

    /// Gives the text of a file that a script imports, by its path: as written in the script, or joined to the path of
    /// the file that imports it. What it throws becomes the reason of E0320.
    public typealias ImportSource = @Sendable (_ path: String) throws -> String

    /// Opens a store for reading.
    ///
    /// - Parameters:
    ///   - asOf: the instant that questions are answered as of: a day (its end), a month (its end) or a time. A library
    ///     never reads the clock, so there is no default.
    ///   - timeZone: an IANA name or an offset; nil for the store's own.
    ///   - imports: where imported files come from; nil: scripts can't import.
    /// - Throws: `QueryError`
    public init(path: String, asOf: String, timeZone: String? = nil, imports: ImportSource? = nil) throws(QueryError) {
        do {
            session = try Session(path: path, settings: CustomerStore.settings(asOf, timeZone, imports))
        } catch { throw QueryError(error) }
    }

    private static func settings(_ asOf: String, _ timeZone: String?, _ imports: ImportSource?) -> Session.Settings {
        Session.Settings(
            asOf: asOf, timeZone: timeZone, now: Instant(microseconds: 0),
            importReader: imports.map { SuppliedImports(source: $0) })
    }

    /// Opens a database that Clientele did not make, for reading, by a model of it.
    ///
    /// - Parameter model: the text of a model, as `clientele model infer` drafts it.
    /// - Throws: `QueryError`: the model has errors or does not fit the database, or the database can't be opened.
    public init(
        database path: String, model: String, asOf: String, timeZone: String? = nil, imports: ImportSource? = nil
    ) throws(QueryError) {
        let settings = CustomerStore.settings(asOf, timeZone, imports)
        let attachment: Attachment
        do {
            attachment = try Attachment(
                path: path, modelName: "model", modelText: Array(model.utf8), settings: settings)
        } catch { throw QueryError(error) }
        guard !attachment.hasErrors else { throw QueryError(attachment.diagnostics, attachment.sources) }
        do { session = try Session(attachment, settings: settings) } catch { throw QueryError(error) }
    }

    /// Runs a script and gives one result for each of its questions. What it defines is there for the scripts that
    /// follow.
    ///
    /// - Parameter parameters: values for the script's parameters, as text, by name.
    /// - Throws: `QueryError`: the script has errors, and none of its statements ran; or the store failed.
    public func answer(_ script: String, parameters: [String: String] = [:]) throws(QueryError) -> [Result] {
        let compilation = session.compile(name: "script", bytes: Array(script.utf8), arguments: parameters)
        guard !compilation.hasErrors else {
            throw QueryError(compilation.diagnostics, session.sources, script: compilation.source.id)
        }
        session.adopt(compilation)
        var results: [Result] = []
        for statement in compilation.script.statements {
            do {
                switch statement {
                case .definition: continue
                case .query(let query): results.append(try result(of: query, compilation))
                case .analysis(let analysis):
                    results.append(Result(try session.run(analysis, of: compilation), session.time.zone))
                }
            } catch { throw QueryError(error) }
        }
        return results
    }

    private func result(of query: BoundQuery, _ compilation: Compilation) throws(Failure) -> Result {
        let running = try session.runWatched(query, of: compilation)
        var rows: [[ResultValue]] = []
        var row: [Value] = []
        while try running.advance() {
            running.read(into: &row)
            rows.append(row.map { ResultValue($0, session.time.zone) })
        }
        let notes = session.notes(on: running, of: compilation)
        return Result(
            columns: running.columns.map { Column(name: $0.name, type: $0.type.name, label: $0.label) }, rows: rows,
            notes: notes.map(\.message))
    }

    public struct Column: Sendable, Hashable {
        public let name: String
        /// As the language names it: `text`, `money`, `days`.
        public let type: String
        public let label: String?
    }

    public struct Result: Sendable, Hashable {
        public let columns: [Column]
        /// One value for each column.
        public let rows: [[ResultValue]]
        /// Notes on the rows: customers whom a negation selects because a value is missing, text that would have
        /// matched in a different case.
        public let notes: [String]
    }
}

extension CustomerStore.Result {
    /// An analysis; of `explain` a row for each clause, `level` deep in the tree.
    init(_ analysis: AnalysisResult, _ zone: TimeZoneRules) {
        columns = analysis.table.columns.map {
            CustomerStore.Column(name: $0.name, type: $0.type.name, label: $0.label)
        }
        rows = analysis.table.rows.map { $0.map { ResultValue($0, zone) } }
        notes = analysis.definitions + analysis.notes.map(\.message)
    }
}

/// A value of a result.
public enum ResultValue: Sendable, Hashable {
    case missing
    case bool(Bool)
    case int(Int64)
    case number(Double)
    /// Minor units of the store's currency.
    case money(Int64)
    case text(String)
    /// ISO 8601: a day `2026-03-01`, or a time by the clock of the question's time zone `2026-03-01T09:00:00`, with its
    /// offset in an hour that comes twice.
    case date(String)
    case time(String)
    /// Microseconds.
    case duration(Int64)

    init(_ value: Value, _ zone: TimeZoneRules) {
        self = switch value {
        case .missing: .missing
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .number(let value): .number(value)
        case .money(let value): .money(value)
        case .text(let value): .text(value)
        case .date(let value): .date(value.description)
        case .time(let value): .time(zone.text(of: value))
        case .duration(let value): .duration(value)
        }
    }
}

/// Why there is no answer.
public struct QueryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Sendable, Hashable {
        /// `E0301`; `clientele explain E0301` tells more.
        public let code: String
        public let message: String
        /// The imported file that is to blame; nil where that is the script itself.
        public let file: String?
        /// Line and column in the script or the file, from 1, columns in Unicode scalars; nil where the script is not
        /// to blame.
        public let line: Int?
        public let column: Int?
    }

    public let problems: [Problem]

    public var description: String {
        problems.map { problem in
            let place = problem.line.flatMap { line in problem.column.map { "\(line):\($0): " } } ?? ""
            return "\(problem.file.map { $0 + ":" } ?? "")\(place)\(problem.code): \(problem.message)"
        }.joined(separator: "\n")
    }

    init(_ failure: Failure) {
        problems = [Problem(code: failure.code.id, message: failure.message, file: nil, line: nil, column: nil)]
    }

    /// - Parameter script: the text that was asked; diagnostics of others name their file.
    init(_ diagnostics: [Diagnostic], _ sources: SourceMap, script: SourceID? = nil) {
        problems = diagnostics.filter { $0.severity == .error }.map { diagnostic in
            let span = diagnostic.primary.span
            let position = sources[span.source]?.position(atUTF8Offset: Int(span.utf8Start))
            let file = script == nil || span.source == script ? nil : sources[span.source]?.name
            return Problem(
                code: diagnostic.code.id, message: diagnostic.message, file: file, line: position.map { $0.line + 1 },
                column: position.map { $0.scalarColumn + 1 })
        }
    }
}

/// Imported files that a program gives.
private struct SuppliedImports: ImportReader {
    let source: CustomerStore.ImportSource

    func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        do { return Array(try source(path).utf8) } catch { throw UnreadableImport(reason: "\(error)") }
    }
}

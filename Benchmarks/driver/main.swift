import Analyses
import Engine
import Glibc
import Model
import Planning
import Semantics
import Syntax

// A process that stays open and answers questions, so that what is timed is warm: the store is opened once.
//
//     QuestionDriver STORE AS-OF ENGINE THREADS
//
// Enters: one request a line on standard input; the text of a question is one line. Leaves: JSON lines.
//
//     time TEXT      {"seconds": 0.012, "rows": 310, "bytes": 1200000}    compiled, planned, run, and every value of
//     every row read rows TEXT      {"columns": [["id", "int"], ...]}, a line with an array for each row, and an empty
//     line bandwidth N    {"bytes_per_second": 20000000000}                 what N threads read at the most
//
// `bytes` are those of the columns that were read; null where SQLite answers. A question without an answer gives
// {"error": "why"}. Never: caches anything between two requests that a session would not.

let arguments = CommandLine.arguments
guard arguments.count == 5, let engine = ExecutionEngine(rawValue: arguments[3]), let threads = Int(arguments[4]) else {
    report("usage: QuestionDriver STORE AS-OF \(ExecutionEngine.allCases.map(\.rawValue).joined(separator: "|")) THREADS")
    exit(2)
}

do {
    var settings = Session.Settings(asOf: arguments[2], now: Instant(microseconds: 0))
    settings.engine = engine
    settings.threads = threads
    let session = try Session(path: arguments[1], settings: settings)
    while let line = readLine() {
        let end = line.firstIndex(of: " ") ?? line.endIndex
        let request = line[end...].dropFirst()
        do {
            switch line[..<end] {
            case "time": try answer(String(request), in: session)
            case "rows": try showRows(of: String(request), in: session)
            case "bandwidth": print("{\"bytes_per_second\": \(await ReadBandwidth.measure(threads: Int(request) ?? 1))}")
            default: report("a request is `time TEXT`, `rows TEXT` or `bandwidth N`")
            }
        } catch { report((error as? Failure)?.message ?? "\(error)") }
        fflush(nil)
    }
} catch {
    report("\(error)")
    exit(1)
}

func report(_ message: String) {
    print("{\"error\": \(JSONText.quoted(message))}")
}

struct NoQuestion: Error, CustomStringConvertible {
    let description: String
}

/// The time from the text to the last value. Values are read as the engine hands them out, columns in memory where it
/// has columns: what DuckDB is timed with ends there too.
func answer(_ text: String, in session: Session) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var rows: Int, bytes: Int?
    switch try open(text, in: session) {
    case .rows(let result):
        if result.columnsOfValues == nil {
            var row: [Value] = []
            while try result.advance() { result.read(into: &row) }
        }
        (rows, bytes) = (result.rowCount, result.bytesTouched)
    case .table(let table): (rows, bytes) = (table.rows.count, nil)
    }
    let seconds = (clock.now - start) / .seconds(1)
    print("{\"seconds\": \(seconds), \"rows\": \(rows), \"bytes\": \(bytes.map { String($0) } ?? "null")}")
}

func showRows(of text: String, in session: Session) throws {
    func showColumns(_ columns: [(name: String, type: ValueType)]) {
        let list = columns.map { "[\(JSONText.quoted($0.name)), \(JSONText.quoted($0.type.name))]" }
        print("{\"columns\": [\(list.joined(separator: ", "))]}")
    }
    func show(_ row: [Value]) { print("[\(row.map(JSONText.plain).joined(separator: ", "))]") }
    switch try open(text, in: session) {
    case .rows(let result):
        showColumns(result.columns.map { ($0.name, $0.type) })
        var row: [Value] = []
        while try result.advance() {
            result.read(into: &row)
            show(row)
        }
    case .table(let table):
        showColumns(table.columns.map { ($0.name, $0.type) })
        table.rows.forEach(show)
    }
    print()
}

/// A question's answer: its rows, or of one that consists of several the table that they come to.
enum Answer {
    case rows(QueryResult)
    case table(ResultTable)
}

func open(_ text: String, in session: Session) throws -> Answer {
    let compilation = session.compile(name: "question", bytes: Array(text.utf8))
    if let problem = compilation.diagnostics.first(where: { $0.severity == .error }) {
        throw NoQuestion(description: "\(problem.code.id): \(problem.message)")
    }
    let asked = compilation.script.statements.filter { if case .definition = $0 { false } else { true } }
    switch (asked.count, asked.first) {
    case (1, .query(let query)): return .rows(try session.run(query, of: compilation))
    case (1, .analysis(let analysis)): return .table(try session.run(analysis, of: compilation).table)
    default: throw NoQuestion(description: "a question is one question, this text has \(asked.count)")
    }
}

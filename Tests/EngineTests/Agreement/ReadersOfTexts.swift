import Analyses
import Engine
import Model
import Planning
import Semantics
import Store
import Synchronization
import Syntax

/// One store as of one moment, and everybody who can answer questions to it: both engines, with the optimiser and
/// without, and the naive reader.
final class ReadersOfTexts {
    /// Who answers.
    enum Reader: CaseIterable {
        case naive, columns, plainColumns, sqlite, plainSQLite

        var name: String {
            switch self {
            case .naive: "naive"
            case .columns: "columns"
            case .plainColumns: "columns, not optimised"
            case .sqlite: "sqlite"
            case .plainSQLite: "sqlite, not optimised"
            }
        }
    }

    /// What a reader says of one statement.
    enum Answer {
        case rows([[Value]])
        /// - Parameter mayOverflow: whether some clause is beyond 64 bits, though it may not decide.
        case everybody(count: Int, picked: Int, mayOverflow: Bool = false)
        /// nil where there is no such customer.
        case customer(isPicked: Bool?, mayOverflow: Bool = false)
        case overflow
        /// SQLite takes expressions up to a certain depth.
        case tooDeep
        /// A pivot makes columns up to a certain number.
        case tooWide
        /// The naive reader takes rows up to a certain number: others are not compared with it.
        case tooLong
        case failed(String)
    }

    let session: Session
    let store: NaiveStore
    private let births: [Int64]
    private let files: TextFiles

    init(_ session: Session, _ store: NaiveStore, _ files: TextFiles) {
        self.session = session
        self.store = store
        self.files = files
        births = NaiveReader.births(of: store, in: session.time.zone)
    }

    /// The text compiled, or what is wrong with it.
    func compile(_ text: GeneratedText) -> Result<Compilation, RefusedText> {
        files.replace(text.files)
        let compilation = session.context.compile(
            name: "text", bytes: Array(text.script.utf8), arguments: text.arguments)
        guard compilation.hasErrors else { return .success(compilation) }
        return .failure(
            RefusedText(
                errors: compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code.id) \($0.message)" }))
    }

    /// Answers to each statement that asks something.
    func answers(_ reader: Reader, _ compilation: Compilation) -> [Answer] {
        let isNaive = reader == .naive
        let naive =
            isNaive
            ? NaiveReader(
                compilation.script, store, asOf: NaiveMoment(today: session.time.day, end: session.time.end),
                zone: session.time.zone, births: births) : nil
        switch reader {
        case .naive: break
        case .columns, .plainColumns: session.engine = .columns
        case .sqlite, .plainSQLite: session.engine = .sqlite
        }
        session.isOptimising = reader == .columns || reader == .sqlite
        return compilation.script.statements.enumerated().compactMap { place, statement in
            do {
                if let naive { return try naive.answer(statement, at: place).map { Answer($0) } }
                return try answer(statement, compilation)
            } catch { return Answer(error) }
        }
    }

    private func answer(_ statement: BoundStatement, _ compilation: Compilation) throws -> Answer? {
        switch statement {
        case .definition: return nil
        case .query(let query):
            let result = try session.run(query, of: compilation)
            var rows: [[Value]] = [], row: [Value] = []
            while try result.advance() {
                result.read(into: &row)
                rows.append(row)
            }
            return .rows(rows)
        case .analysis(let analysis):
            let result = try session.run(analysis, of: compilation)
            switch result.subject {
            case .picked(let picked, let count): return .everybody(count: count, picked: picked)
            case .customer(_, _, let isPicked): return .customer(isPicked: isPicked)
            case .customers, .rows: return .rows(result.table.rows)
            }
        }
    }
}

extension ReadersOfTexts.Answer {
    init(_ answer: NaiveReader.Answer) {
        self =
            switch answer {
            case .rows(let rows): .rows(rows)
            case .everybody(let count, let picked, let mayOverflow):
                .everybody(count: count, picked: picked, mayOverflow: mayOverflow)
            case .customer(let isPicked, let mayOverflow): .customer(isPicked: isPicked, mayOverflow: mayOverflow)
            }
    }

    init(_ error: any Error) {
        switch error {
        case is NaiveOverflow: self = .overflow
        case let failure as Failure where failure.code.id == "E0710": self = .customer(isPicked: nil)
        case let failure as Failure where failure.code == .integerOverflow: self = .overflow
        case let failure as Failure where failure.code.id == "E0701": self = .tooDeep
        case let failure as Failure where failure.code.id == "E0718": self = .tooWide
        case is NaiveWidth: self = .tooWide
        case is NaiveLength: self = .tooLong
        case let failure as Failure: self = .failed("\(failure.code.id) \(failure.message)")
        default: self = .failed("\(error)")
        }
    }

    /// Whether two readers say the same: numbers with fractions to 1e-9 of their size, or, where sums come to nothing,
    /// to 1e-12.
    func agrees(with other: Self) -> Bool {
        switch (self, other) {
        case (.rows(let a), .rows(let b)):
            a.count == b.count
                && zip(a, b).allSatisfy { row, other in
                    row.count == other.count && zip(row, other).allSatisfy { $0.agrees(with: $1) }
                }
        case (.everybody(let count, let picked, _), .everybody(let otherCount, let otherPicked, _)):
            count == otherCount && picked == otherPicked
        case (.customer(let isPicked, _), .customer(let otherIsPicked, _)): isPicked == otherIsPicked
        case (.overflow, .overflow), (.tooWide, .tooWide): true
        case (.overflow, .everybody(_, _, let mayOverflow)), (.overflow, .customer(_, let mayOverflow)): mayOverflow
        case (.tooDeep, _), (_, .tooLong): true
        case (.rows, _), (.everybody, _), (.customer, _), (.overflow, _), (.tooWide, _), (.tooLong, _),
            (.failed, _):
            false
        }
    }

    var text: String {
        switch self {
        case .rows(let rows):
            rows.isEmpty
                ? "no rows"
                : rows.prefix(40).map { $0.map(\.shortText).joined(separator: ", ") }.joined(separator: "\n")
        case .everybody(let count, let picked, _): "\(picked) of \(count)"
        case .customer(let isPicked, _): isPicked.map { $0 ? "picked" : "not picked" } ?? "no such customer"
        case .overflow: "overflow"
        case .tooDeep: "too deep"
        case .tooWide: "too wide"
        case .tooLong: "too long"
        case .failed(let message): "failed: \(message)"
        }
    }
}

extension Value {
    fileprivate func agrees(with other: Value) -> Bool {
        switch (self, other) {
        case (.missing, .missing): return true
        case (.number(let x), .number(let y)): return x == y || abs(x - y) <= max(1e-12, 1e-9 * max(abs(x), abs(y)))
        default: return !isMissing && !other.isMissing && NaiveIdentity(self) == NaiveIdentity(other)
        }
    }

    fileprivate var shortText: String {
        switch self {
        case .missing: "·"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .number(let number): "\(number)"
        case .money(let amount): "¤\(amount)"
        case .text(let text): "\"\(text)\""
        case .date(let day): "\(day)"
        case .time(let instant): "\(TimeZoneRules.utc.localTime(of: instant))Z"
        case .duration(let length): "\(length)µs"
        }
    }
}

/// What readers say of a text.
struct Difference {
    /// Who differs from the naive reader, or the naive reader itself where it fails.
    var signature: [String] = []
    /// What each says.
    var text = ""
    /// Whether SQLite can't take a question.
    var isTooDeep = false
}

extension ReadersOfTexts {
    func difference(_ compilation: Compilation) -> Difference {
        let expected = answers(.naive, compilation)
        var difference = Difference()
        if expected.contains(where: { if case .failed = $0 { true } else { false } }) {
            difference.signature.append(Reader.naive.name)
        }
        var opinions: [(answers: [Answer], readers: [String])] = [(expected, [Reader.naive.name])]
        for reader in Reader.allCases where reader != .naive {
            let given = answers(reader, compilation)
            if given.contains(where: { if case .tooDeep = $0 { true } else { false } }) { difference.isTooDeep = true }
            func agrees(with other: [Answer]) -> Bool {
                given.count == other.count && zip(given, other).allSatisfy { $0.agrees(with: $1) }
            }
            if !agrees(with: expected) { difference.signature.append(reader.name) }
            if let place = opinions.firstIndex(where: { agrees(with: $0.answers) }) {
                opinions[place].readers.append(reader.name)
            } else {
                opinions.append((given, [reader.name]))
            }
        }
        difference.text = opinions.map {
            "-- \($0.readers.joined(separator: "; ")):\n" + $0.answers.map(\.text).joined(separator: "\n\n")
        }.joined(separator: "\n")
        return difference
    }
}

/// The files that the text at hand imports.
final class TextFiles: ImportReader {
    private let files = Mutex<[String: [UInt8]]>([:])

    func replace(_ texts: [String: String]) {
        let bytes = texts.mapValues { Array($0.utf8) }
        files.withLock { $0 = bytes }
    }

    func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        guard let bytes = files.withLock({ $0[path] }) else { throw UnreadableImport(reason: "no such file") }
        return bytes
    }
}

struct RefusedText: Error {
    let errors: [String]
}

/// A script with what it needs from outside.
struct GeneratedText {
    var script: String
    /// By path.
    var files: [String: String] = [:]
    /// Of parameters.
    var arguments: [String: String] = [:]

    /// For a person who wants to run it.
    var shown: String {
        files.sorted { $0.key < $1.key }.map { "=== file \($0.key)\n\($0.value)\n" }.joined()
            + (files.isEmpty ? "" : "=== script\n") + script
            + arguments.sorted { $0.key < $1.key }.map { "\n--param '\($0.key)=\($0.value)'" }.joined()
    }
}

import Analyses
import Engine
import Formatting
import Glibc
import Model
import Output
import Syntax
import Testing

/// Every script below Tests/Scripts, block by block, stage by stage. `scripts/update-scripts` rewrites what they
/// expect.
struct GoldenScriptTests {
    static let scripts = Files.below(Files.scripts, suffix: ".test")
    private static let isUpdating = getenv("CLIENTELE_UPDATE_SCRIPTS") != nil

    @Test(arguments: scripts)
    func script(_ name: String) throws {
        let path = Files.scripts + "/" + name
        let file = try ScriptFile(try Files.read(path))
        // Sessions read the model: blocks with the same settings share one, which remembers nothing between them.
        var sessions: [(settings: ScriptFile.Settings, session: Session)] = []
        let outputs = try file.blocks.map { block in
            let session =
                try sessions.first { $0.settings == block.settings }?.session
                ?? GoldenScriptTests.session(block.settings)
            sessions.append((block.settings, session))
            let compilation = session.compile(
                name: block.settings.path ?? "script", bytes: block.source, path: block.settings.path,
                arguments: block.settings.parameters)
            return try block.tags.map { (tag: $0, text: try output($0, of: compilation, session, block, name)) }
        }
        if GoldenScriptTests.isUpdating { return try Files.write(file.rewritten(outputs), to: path) }
        for (block, output) in zip(file.blocks, outputs) {
            #expect(block.expected.map(\.tag) == block.tags, "\(name):\(block.line): sections in the order of the tags")
            for (expected, actual) in zip(block.expected, output) where expected.text != actual.text {
                Issue.record("""
                    \(name):\(block.line): \(expected.tag.rawValue) differs
                    \(String(decoding: block.source, as: UTF8.self))
                    expected
                    \(String(decoding: expected.text, as: UTF8.self))
                    found
                    \(String(decoding: actual.text, as: UTF8.self))
                    """)
            }
        }
    }

    @Test func thereAreScriptsOfEveryKind() {
        for folder in ["lexer", "parser", "errors", "types", "plan", "sql", "results", "reasons", "formatting"] {
            #expect(GoldenScriptTests.scripts.contains { $0.hasPrefix(folder + "/") }, "no scripts in \(folder)")
        }
    }

    @Test(arguments: [
        "=== rezult\nx", "=== \nx", "=== result store\nx", "=== result\nx\n--- sql\n", "colour: red\n=== result\nx"
    ])
    func malformedScriptsFail(_ text: String) {
        #expect(throws: ScriptFile.Malformed.self) { try ScriptFile(Array(text.utf8)) }
    }

    @Test func rewritingKeepsTheText() throws {
        let text =
            "store: tiny\n\n# why\n\n=== tokens as-of=2026-01-01\n-- a\nsegment\n--- tokens\nold\n\n=== tree\nb\n--- tree\n"
        let file = try ScriptFile(Array(text.utf8))
        #expect(file.blocks[0].settings.asOf == "2026-01-01")
        #expect(file.blocks[1].settings.asOf == nil)
        #expect(file.blocks[1].settings.store == "tiny")
        #expect(String(decoding: file.blocks[0].source, as: UTF8.self) == "-- a\nsegment")
        let same = file.rewritten(file.blocks.map(\.expected))
        #expect(String(decoding: same, as: UTF8.self) == text)
    }

    // MARK: Stages

    private static func session(_ settings: ScriptFile.Settings) throws -> Session {
        try Session.open(
            try settings.store.map { try FixtureStore.path($0) }, asOf: settings.asOf ?? "2026-06-30",
            timeZone: settings.timeZone,
            files: settings.files)
    }

    private func output(
        _ tag: ScriptFile.Tag, of compilation: Compilation, _ session: Session, _ block: ScriptFile.Block,
        _ name: String
    ) throws -> [UInt8] {
        func stage(_ stage: Stage) throws -> String {
            if stage != .tokens, stage != .tree, compilation.hasErrors {
                throw Refusal(diagnostics: compilation.diagnostics, text: "\(name):\(block.line)")
            }
            return try session.explain(compilation, stage: stage)
        }
        let text = switch tag {
        case .tokens: try stage(.tokens)
        case .tree: try stage(.tree)
        case .bound: try stage(.bound)
        case .plan: try stage(.plan)
        case .optimized: try stage(.optimized)
        case .sql: try stage(.sql)
            case .diagnostics:
                compilation.diagnostics.map { DiagnosticRenderer(sources: session.sources).render($0) }.joined(
                    separator: "\n")
        case .json: compilation.diagnostics.map { DiagnosticJSON(sources: session.sources).render($0) }.joined()
        case .result: try result(compilation, session, name, block)
        case .formatted: try formatted(block, name)
        case .notes: try notes(compilation, session, name, block)
        }
        return ScriptFile.trimmed(Array(text.utf8))
    }

    /// What there is to say, the same over columns.
    private func notes(_ compilation: Compilation, _ session: Session, _ name: String, _ block: ScriptFile.Block) throws
        -> String
    {
        func told() throws -> String {
            try session.notes(compilation).map { DiagnosticRenderer(sources: session.sources).render($0) }.joined(
                separator: "\n")
        }
        let notes = try told()
        session.engine = .columns
        defer { session.engine = .sqlite }
        let overColumns = try told()
        #expect(
            notes == overColumns,
            "\(name):\(block.line): columns say otherwise of \(String(decoding: block.source, as: UTF8.self))")
        return notes
    }

    /// Laying it out once more must change nothing.
    private func formatted(_ block: ScriptFile.Block, _ name: String) throws -> String {
        func format(_ bytes: [UInt8]) throws -> FormattedScript {
            let parsed = Parser.parse(SourceText(id: SourceID(0), name: "script", bytes: bytes), analyses: Analyses.forms)
            guard let script = Formatter.format(parsed).script else {
                throw Refusal(diagnostics: parsed.diagnostics, text: "\(name):\(block.line)")
            }
            return script
        }
        let script = try format(block.source)
        #expect(try !format(script.bytes).isChanged, "\(name):\(block.line): formatted again, it changes")
        return script.text
    }

    /// The rows, the same with the optimiser on and off and over columns; or what the store answers instead.
    private func result(_ compilation: Compilation, _ session: Session, _ name: String, _ block: ScriptFile.Block)
        throws -> String
    {
        guard !compilation.hasErrors else {
            throw Refusal(diagnostics: compilation.diagnostics, text: "\(name):\(block.line)")
        }
        func run() throws -> String {
            do { return try session.answer(compilation) } catch let failure as Failure {
                return "error[\(failure.code.id)]: \(failure.message)\n"
            }
        }
        let optimised = try run()
        session.isOptimising = false
        defer { session.isOptimising = true }
        let plain = try run()
        #expect(
            optimised == plain,
            "\(name):\(block.line): the optimiser changes the answer to \(String(decoding: block.source, as: UTF8.self))"
        )
        session.isOptimising = true
        session.engine = .columns
        defer { session.engine = .sqlite }
        let overColumns = try run()
        #expect(
            !optimised.differs(from: overColumns),
            "\(name):\(block.line): columns answer otherwise to \(String(decoding: block.source, as: UTF8.self))\n\(overColumns)"
        )
        return optimised
    }
}

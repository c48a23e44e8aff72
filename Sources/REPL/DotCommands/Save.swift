import Engine
import Output
import Semantics
import Syntax

extension DotCommand {
    static let save = DotCommand(
        name: ".save", argument: "NAME [FILE]", summary: "the last statement into a script", group: .scripts,
        details: """
            Adds the last statement with its comments to the script, and the definitions of this session that it needs. A
            segment without a name gets this one; a question gets it as a comment. Without a file it is the script that
            was last run or saved, or else NAME.cq. A definition of the same name is not replaced: `.save!` does that.
            The script is compiled before it is written, and replaced as a whole.
            """,
        examples: [
            (".save vip", "into the script at hand"), (".save vip audience.cq", "into this one"),
            (".save! vip", "instead of the one that is there")
        ],
        candidates: candidates
    ) { session, argument in try session.save(argument, replaces: false) }

    static let saveOver = DotCommand(
        name: ".save!", argument: "NAME [FILE]", summary: "the same, instead of what has that name", group: .scripts,
        details: "As `.save`, but a definition of the same name gives way, with the comment lines directly above it.",
        examples: [(".save! vip", "replaces `vip` in the script at hand")],
        candidates: candidates
    ) { session, argument in try session.save(argument, replaces: true) }

    @Sendable private static func candidates(_ session: PromptSession, _ words: [String]) -> ArgumentCandidates {
        switch words.count {
        case 0: .words(session.memory.statement?.definedName.map { [$0] } ?? [])
        case 1: .files
        default: .none
        }
    }
}

extension PromptSession {
    fileprivate func save(_ argument: String, replaces: Bool) throws {
        guard let statement = memory.statement else { throw CommandError("there is no statement to save yet") }
        let words = ArgumentWords.all(argument)
        guard words.count <= 2 else { throw CommandError("a name and a file, no more: put names with blanks into quotes") }
        let saved = try SavedStatement(statement, name: words.first ?? "")
        let name = saved.definedName ?? words[0]
        let path =
            words.count == 2 ? FileNames.expanded(words[1], home: promptEnvironment.home) : memory.scriptPath ?? name + ".cq"
        // Before a database is read as a script.
        let file = try OutputFile(path: path, .script)
        let old = FileNames.exists(path) ? String(decoding: try InputFile.read(path: path), as: UTF8.self) : ""
        let script = try saved.added(to: old, at: path, needed: definitionsNeeded(by: saved.text), replaces: replaces)
        try check(script, replacing: old, at: path)

        try ByteSink.write(Array(script.utf8), to: file.descriptor)
        try file.commit()
        memory.scriptPath = path
        reporter.remark("saved `\(name)` to \(path)")
        // A statement saved under a name can be used by that name from now on.
        if statement.definedName == nil, saved.definedName != nil {
            let named = session.compile(name: "prompt", bytes: Array(saved.text.utf8))
            session.adopt(named)
            if !named.hasErrors { memory.note(saved.text, model: session.environment.model) }
        }
    }

    /// A script that compiled must not be spoilt, and a new one must compile: on its own, as `clientele run` would have
    /// it.
    private func check(_ script: String, replacing old: String, at path: String) throws(CommandError) {
        let alone = session.context.withoutDefinitions
        func compiled(_ text: String) -> Compilation { alone.compile(name: path, bytes: Array(text.utf8), path: path) }
        let new = compiled(script)
        guard new.hasErrors else { return }
        if !old.isEmpty, compiled(old).hasErrors {
            return reporter.remark("\(path) had errors before and has not been checked")
        }
        reporter.report(new.diagnostics, sources: new.sources)
        throw CommandError("not saved: \(path) would not compile")
    }

    /// The session's definitions that a statement uses, directly or through others, each behind those it needs itself.
    private func definitionsNeeded(by text: String) -> [(name: String, text: String)] {
        var needed: [(name: String, text: String)] = [], seen: Set<String> = []
        func add(_ name: String) {
            guard let text = memory.definitions[name], seen.insert(name).inserted else { return }
            collect(text)
            needed.append((name, StatementFormatting.formatted(text)))
        }
        func collect(_ text: String) {
            let own = StatementText.all(in: text).compactMap(\.definedName)
            for use in session.context.compile(name: "prompt", bytes: Array(text.utf8), recordsNames: true).names.uses {
                switch use.meaning {
                case .definition(let declaration, from: nil) where !own.contains(declaration.name):
                    add(declaration.name)
                case .parameter(let name): add("$" + name)
                case .imported(let file): add(String(file.qualifier.prefix { $0 != "." }))
                default: continue
                }
            }
        }
        collect(text)
        // Imports and parameters stand above what is defined with them, as people write them.
        func rank(_ text: String) -> Int {
            switch StatementText.all(in: text).first?.node.kind {
            case .importDeclaration: 0
            case .parameterDeclaration: 1
            default: 2
            }
        }
        return (0...2).flatMap { wanted in needed.filter { rank($0.text) == wanted } }
    }
}

import Engine
import Semantics
import Syntax

/// Effects of a rename beyond the names in a text: ready-made definitions are built on others, which a text's own
/// definition of the same name replaces.
extension ScriptAnalysis {
    /// Why something would mean something else with the names of another version; nil where everything means what it
    /// meant.
    ///
    /// Ready-made definitions that are built on one of the new name count whether the text uses them or not: other
    /// texts may.
    ///
    /// - Parameter identity: what was renamed, as it is named there: by its own name, also where `newName` is another
    ///   of its names.
    func changedMeaning(in after: ScriptAnalysis, of identity: SymbolIdentity, named newName: String) -> String? {
        var table = MeaningTable(model: context.model)
        let old = table.meanings(of: compilation.script), new = table.meanings(of: after.compilation.script)
        if let reason = changedReadyMade(in: after, of: identity, named: newName, &table) { return reason }
        guard old.statements != new.statements else { return nil }
        let changed = zip(compilation.script.definitions, old.definitions).first { definition, meaning in
            isReadyMade(definition.name) && after.meaning(of: definition.name, new.definitions) != meaning
        }
        let subject = changed.map { "the ready-made `\($0.0.name)`" } ?? "a statement"
        return "\(subject) would mean something else in \(source.name)"
    }

    private func isReadyMade(_ name: String) -> Bool {
        environment.declaration(exactly: name)?.origin == .prelude
    }

    private func meaning(of name: String, _ meanings: [Int]) -> Int? {
        compilation.script.definitions.firstIndex { $0.name == name }.map { meanings[$0] }
    }

    private func changedReadyMade(in after: ScriptAnalysis, of identity: SymbolIdentity, named newName: String,
                                  _ table: inout MeaningTable) -> String? {
        let builtin = context.compilation.withoutDefinitions.environment
        let replaced: String?
        switch identity {
        case .definition(let origin, let name):
            let spelling = name.hasSuffix("." + newName) ? name : newName
            let found = builtin.declaration(named: spelling) ?? builtin.recordDefinitions[spelling]
            guard let known = found?.name else { return nil }
            if origin == ownOrigin, let meant = after.environment.declaration(named: spelling), meant.name != name {
                return "`\(newName)` is the ready-made `\(known)`"
            }
            replaced = known
        case .parameter(_, let name) where builtin.parameters[name] != nil: replaced = nil
        default: return nil
        }
        let others = builtin.names.filter { $0 != replaced && isReadyMade($0) && after.isReadyMade($0) }
        let before = ReadyMadeMeanings(others, environment, &table)
        let now = ReadyMadeMeanings(others, after.environment, &table)
        if let name = others.first(where: { before.numbers[$0] != nil && before.numbers[$0] != now.numbers[$0] }) {
            return "the ready-made `\(name)` is built on `\(newName)` and would mean something else"
        }
        guard let replaced, before.numbers[replaced] != nil else { return nil }
        return "`\(newName)` is the ready-made `\(replaced)`, which others are built on"
    }
}

/// The meanings of ready-made definitions with the names of a text in scope, and of the definitions they are built on.
private struct ReadyMadeMeanings {
    let numbers: [String: Int]

    init(_ names: [String], _ environment: Environment, _ table: inout MeaningTable) {
        let text = names.map { "from customers | select v = \($0)\n" }.joined()
        let parsed = Parser.parse(SourceText(id: SourceID(-1), name: "ready-made", text: text), analyses: [])
        let script = Binder.bind(parsed, in: environment).script
        let meanings = table.meanings(of: script).definitions
        numbers = Dictionary(zip(script.definitions.map(\.name), meanings)) { first, _ in first }
    }
}

import Concurrency
import Engine
import Model
import Semantics
import Syntax

/// The types of definitions that every text can name: found when they are first asked for, since binding all of them
/// takes longer than anybody wants to wait.
final class DefinitionTypes: Sendable {
    /// nil for those that the model has nothing for.
    private let known = Monitor<[String: ValueType?]>([:])

    func types(of names: [String], in context: CompilationContext) -> [String: ValueType] {
        known.locked { known in
            let unknown = names.filter { known[$0] == nil && context.environment.declaration(named: $0) != nil }
            if !unknown.isEmpty {
                let columns = unknown.enumerated().map {
                    "c\($0.offset) = \($0.element.split(separator: ".").map { String($0).asName }.joined(separator: "."))"
                }
                let question =
                    "from \(context.environment.model.customerEntity.name.asName) | select \(columns.joined(separator: ", "))"
                for name in unknown { known[name] = .some(nil) }
                for use in context.compile(name: "types", bytes: Array(question.utf8), recordsNames: true).names.uses {
                    if case .definition(let declaration, _) = use.meaning { known[declaration.name] = use.type }
                }
            }
            return names.reduce(into: [:]) { types, name in
                if case .some(.some(let type)) = known[name] { types[name] = type }
            }
        }
    }
}

import Engine
import Model
import Semantics
import Synchronization
import Syntax

/// The types of the definitions that every text can name: found when they are first asked for, since binding all of them takes
/// longer than anybody wants to wait at the start.
final class DefinitionTypes: Sendable {
    private let known = Mutex<[String: ValueType]?>(nil)

    func types(in context: CompilationContext) -> [String: ValueType] {
        known.withLock { known in
            if let known { return known }
            let names = context.environment.names
            let columns = names.enumerated().map { "c\($0.offset) = \($0.element.split(separator: ".").map { String($0).asName }.joined(separator: "."))" }
            let question = "from \(context.environment.model.customerEntity.name.asName) | select \(columns.joined(separator: ", "))"
            // Definitions that the model has nothing for are errors here, and have no type.
            let uses = context.compile(name: "types", bytes: Array(question.utf8), recordsNames: true).names.uses
            var types: [String: ValueType] = [:]
            for use in uses {
                if case .definition(let declaration, _) = use.meaning { types[declaration.name] = use.type }
            }
            known = types
            return types
        }
    }
}

package import Engine
package import Model
package import Planning
import Semantics

/// The context for analysing a text: everything that it can name, and the instant and the zone of its windows. A value:
/// copies may be used on any thread.
package struct LanguageContext: Sendable {
    package var compilation: CompilationContext
    package var time: TimeContext
    package var valueFormat: ValueFormat
    private let definitionTypes = DefinitionTypes()

    package init(compilation: CompilationContext, time: TimeContext, valueFormat: ValueFormat) {
        self.compilation = compilation
        self.time = time
        self.valueFormat = valueFormat
    }

    /// As a session stands now.
    package init(_ session: Session) {
        self.init(compilation: session.context, time: session.time, valueFormat: session.valueFormat)
    }

    /// By name; without those that the model has nothing for.
    func types(ofDefinitions names: [String]) -> [String: ValueType] {
        definitionTypes.types(of: names, in: compilation)
    }

    var model: DataModel { compilation.environment.model }
}

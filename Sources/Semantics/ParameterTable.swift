import Model
import Syntax

/// The parameters that a text can name. Those that are ready-made are read when something names them.
package struct ParameterTable: Sendable {
    private var declared: [String: Environment.Parameter] = [:]
    private var readyMade: ReadyMade?

    private struct ReadyMade: Sendable {
        let source: SourceText
        let headings: [StatementHeading]
        let currency: Currency

        func parameter(named name: String) -> Environment.Parameter? {
            guard let heading = headings.first(where: { $0.name == name }) else { return nil }
            var binder = Binder(Environment(model: .empty, currency: currency))
            let parsed = Parser.parse(source, in: heading.range, analyses: [])
            binder.bindParameters(of: parsed.tree.root, arguments: [:], origin: .prelude)
            return binder.parameters[name]
        }
    }

    init() {}

    init(readyMade headings: [StatementHeading], of source: SourceText, currency: Currency) {
        readyMade = ReadyMade(source: source, headings: headings, currency: currency)
    }

    /// nil where there is none of that name.
    package internal(set) subscript(name: String) -> Environment.Parameter? {
        get { declared[name] ?? readyMade?.parameter(named: name) }
        set { declared[name] = newValue }
    }

    /// Their names, in order.
    package var names: [String] { Set(declared.keys).union((readyMade?.headings ?? []).map(\.name)).sorted() }

    /// In the order of their names.
    package var all: [Environment.Parameter] { names.compactMap { self[$0] } }
}

import Analyses
import Engine
import Model
import Semantics
import Syntax
import Testing

/// The ready-made definitions as a text: nothing in it is broken, undocumented or without a Chinese name.
struct PreludeTests {
    private static func session() throws -> Session {
        try Session(settings: Session.Settings(now: Instant(microseconds: 0)))
    }

    @Test func theTextIsWhole() {
        let parsed = Parser.parse(
            SourceText(id: SourceID(0), name: "prelude", bytes: StandardLibrary.prelude), analyses: Analyses.forms)
        #expect(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
    }

    /// Headings are found without parsing; what they say is what the parser would have said.
    @Test func headingsAreThoseOfTheTree() throws {
        let source = SourceText(id: SourceID(0), name: "prelude", bytes: StandardLibrary.prelude)
        let nodes = Parser.parse(source, analyses: Analyses.forms).tree.root.nodes,
            headings = StatementHeading.all(in: source)
        #expect(headings.count == nodes.count)
        for (heading, node) in zip(headings, nodes) {
            let alone = try #require(
                Parser.parse(source, in: heading.range, analyses: Analyses.forms).tree.root.nodes.first)
            #expect(
                alone.span == node.span && alone.text == node.text && alone.documentation == node.documentation,
                "\(heading.name)")
            #expect(heading.keyword == node.tokens.first?.keyword)
            #expect(heading.name == node.first(.declaredName)?.dottedName ?? node.tokens[1].contents)
            #expect(
                heading.aliases == node.all(.aliasClause).compactMap { $0.tokens.last?.contents }, "\(heading.name)")
        }
    }

    @Test func everyDefinitionAnswersOnTheStandardModel() throws {
        let environment = try PreludeTests.session().environment
        for name in environment.names {
            check(name, of: "customers", environment.declaration(named: name)?.kind, environment)
        }
        for (name, declaration) in environment.recordDefinitions {
            let words = name.split(separator: ".")
            check(String(words[1]), of: String(words[0]), declaration.kind, environment)
        }
    }

    private func check(_ name: String, of rows: String, _ kind: DefinitionKind?, _ environment: Environment) {
        let stage = kind == .measure ? "aggregate { \(name) }" : "select x = \(name)"
        let text = SourceText(id: SourceID(9), name: "test", text: "from \(rows) | \(stage)")
        let bound = Binder.bind(Parser.parse(text, analyses: Analyses.forms), in: environment)
        #expect(
            bound.diagnostics.isEmpty && bound.script.statements.count == 1,
            "\(rows).\(name): \(bound.diagnostics.map(\.message))")
    }

    @Test func everyDefinitionHasItsWords() throws {
        let environment = try PreludeTests.session().environment
        let declarations =
            environment.names.compactMap { environment.declaration(named: $0) } + environment.recordDefinitions.values
        #expect(declarations.count > 80)
        for declaration in declarations {
            #expect(declaration.label != nil && declaration.documentation?.isEmpty == false, "\(declaration.name)")
            #expect(
                declaration.aliases.contains { $0.unicodeScalars.contains { $0.value >= 0x4E00 } },
                "\(declaration.name)")
        }
        // Two definitions of one alias would leave one of them out of reach.
        let aliases = environment.names.compactMap { environment.declaration(named: $0) }.flatMap(\.aliases)
        #expect(
            Set(aliases).count == aliases.count, "\(Dictionary(grouping: aliases) { $0 }.filter { $1.count > 1 }.keys)")
        let fields = environment.model.customerEntity.fields.flatMap { [$0.name] + $0.aliases }
        #expect(Set(aliases).isDisjoint(with: fields), "\(Set(aliases).intersection(fields))")
    }
}

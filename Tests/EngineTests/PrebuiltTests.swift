import Analyses
@testable import Engine
import Glibc
import Model
import Semantics
import Syntax
import Testing

/// What was bound when the program was built is what binding gives now. `scripts/update-prebuilt` writes it anew.
struct PrebuiltTests {
    private static let isUpdating = getenv("CLIENTELE_UPDATE_PREBUILT") != nil

    @Test func theStandardModelIsBound() throws {
        let parsed = Parser.parse(
            SourceText(id: SourceID(0), name: "model", bytes: StandardLibrary.model), analyses: Analyses.forms)
        let model = try #require(ModelBinder.bind(parsed).0)
        var environment = Environment(model: model, currency: .usd)
        environment.declareAll(in: parsed, origin: .prelude)
        #expect(environment.names.isEmpty, "the standard model has nothing but entities")
        let text = SwiftSource.model(model)
        if Self.isUpdating { return try write(text, "StandardModel") }
        #expect(SwiftSource.model(StandardModel.bound) == text)
        #expect(SwiftSource.model(StandardModel.bound.withTextKeys([])) == SwiftSource.model(model.withTextKeys([])))
    }

    @Test func theHeadingsOfThePreludeAreKnown() throws {
        let source = SourceText(id: SourceID(0), name: "prelude", bytes: StandardLibrary.prelude)
        let text = SwiftSource.headings(StatementHeading.all(in: source))
        if Self.isUpdating { return try write(text, "PreludeHeadings") }
        #expect(SwiftSource.headings(StandardLibrary.headings) == text)
    }

    private func write(_ text: String, _ name: String) throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let file = try #require(fopen("\(root)/Sources/Engine/Prebuilt/\(name).swift", "w"))
        fputs(text, file)
        fclose(file)
    }
}

/// Values as Swift writes them.
private enum SwiftSource {
    private static let mark = "// Written by scripts/update-prebuilt; a test holds it against what it was made of.\n"

    static func model(_ model: DataModel) -> String {
        var text = "internal import Model\n\n" + mark + """

            /// `standard.cq`, bound when the program was built: most stores have this model, and most questions are \
            short.
            enum StandardModel {
                static let bound = DataModel(
                    entities: [

            """
        text += wrapped("", model.entities.map { identifier($0.name) }, "", indent: 12)
        text += "\n        ], customer: \(model.customer))\n"
        for entity in model.entities { text += "\n" + self.entity(entity) }
        return text + "}\n"
    }

    private static func entity(_ entity: Entity) -> String {
        var arguments = ["name: \(string(entity.name))"]
        if let label = entity.label { arguments.append("label: \(string(label))") }
        if !entity.aliases.isEmpty { arguments.append("aliases: \(strings(entity.aliases))") }
        if let documentation = entity.documentation { arguments.append("documentation: \(string(documentation))") }
        arguments.append("table: \(string(entity.table))")
        let fields = entity.fields.map { field($0) }.joined(separator: ",\n")
        var rest = ["key: \(entity.key)"]
        if let owner = entity.owner {
            rest.append("owner: Entity.Owner(entity: \(string(owner.entity)), field: \(owner.field))")
        }
        if let time = entity.eventTime { rest.append("eventTime: \(time)") }
        return """
                private static var \(identifier(entity.name)): Entity {
                    Entity(
            \(wrapped("", arguments, ",", indent: 12))
                        fields: [
            \(fields)
                        ], \(rest.joined(separator: ", ")))
                }

            """
    }

    private static func field(_ field: Field) -> String {
        let type = field.type.unit == .none ? "ValueType(.\(field.type.kind))"
            : "ValueType(.\(field.type.kind), .\(field.type.unit))"
        var arguments = ["name: \(string(field.name))"]
        if let label = field.label { arguments.append("label: \(string(label))") }
        if !field.aliases.isEmpty { arguments.append("aliases: \(strings(field.aliases))") }
        if let documentation = field.documentation { arguments.append("documentation: \(string(documentation))") }
        arguments.append("type: \(type)")
        if field.column != field.name { arguments.append("column: \(string(field.column))") }
        if let storage = field.storage { arguments.append("storage: \(storage)") }
        if let reference = field.reference { arguments.append("reference: \(string(reference))") }
        if field.isPersonal { arguments.append("isPersonal: true") }
        if field.isCaseless { arguments.append("isCaseless: true") }
        if field.isDisplayed { arguments.append("isDisplayed: true") }
        if let known = field.knownValues { arguments += values(known) }
        if let domain = field.keyDomain { arguments.append("keyDomain: \(string(domain))") }
        return wrapped("Field(", arguments, ")", indent: 16)
    }

    private static func values(_ known: KnownValues) -> [String] {
        var pieces = known.values.map {
            $0.otherSpellings.isEmpty ? ".init(name: \(string($0.name)))"
                : ".init(name: \(string($0.name)), otherSpellings: \(strings($0.otherSpellings)))"
        }
        pieces[0] = "knownValues: KnownValues([" + pieces[0]
        pieces[pieces.count - 1] += "])"
        return pieces
    }

    static func headings(_ headings: [StatementHeading]) -> String {
        let lines = headings.map { heading in
            wrapped(
                "StatementHeading(",
                [
                    "keyword: .\(heading.keyword)", "name: \(string(heading.name))",
                    "label: \(heading.label.map(string) ?? "nil")", "aliases: \(strings(heading.aliases))",
                    "range: \(heading.range.lowerBound)..<\(heading.range.upperBound)"
                ], ")", indent: 8)
        }
        let order = HeadingIndex.order(of: headings).map { String($0) }
        return "internal import Syntax\n\n" + mark + """

            /// Where the statements of `prelude.cq` are and what they are called: a question parses those that it names.
            enum PreludeHeadings {
                static let all: [StatementHeading] = [
            \(lines.joined(separator: ",\n"))
                ]

                /// The order of their names, as `HeadingIndex` has it.
                static let order: [UInt32] = [
            \(wrapped("", order, "", indent: 8))
                ]
            }

            """
    }

    /// Arguments in as many lines as they need, where a line has 120 columns.
    private static func wrapped(_ opening: String, _ arguments: [String], _ closing: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent), last = arguments.count - 1
        var lines: [String] = [], line = margin + opening
        for (place, argument) in arguments.enumerated() {
            let piece = argument + (place == last ? closing : ",")
            let isFirst = line.hasSuffix("(") || line.hasSuffix("[")
            if !line.allSatisfy({ $0 == " " }), line.count + piece.count + 1 > 120 {
                lines.append(line)
                line = margin + (opening.isEmpty ? "" : "    ") + piece
            } else {
                line += (isFirst || line.allSatisfy { $0 == " " } ? "" : " ") + piece
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }

    private static func strings(_ strings: [String]) -> String {
        "[" + strings.map(string).joined(separator: ", ") + "]"
    }

    private static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func identifier(_ name: String) -> String { "\(name)Entity" }
}

import Analyses
import Engine
import Glibc
import Linting
import Model
import Output
import Semantics
import Syntax
import Testing

/// The reference is complete, and what the documentation points at is there.
struct ReferenceTests {
    private static let language = Result { try Repository.text("docs/language.md") }

    /// Words in backticks, anywhere in the language reference.
    private func names() throws -> Set<String> {
        Set(try ReferenceTests.language.get().split(separator: "`").map(String.init))
    }

    @Test func functionsAreDocumented() throws {
        let names = try names()
        for function in ScalarFunction.all { #expect(names.contains(function.name), "\(function.name)") }
        for function in AggregateFunction.allCases {
            #expect(names.contains(function.rawValue), "\(function.rawValue)")
        }
        for form in RecordExpression.allCases { #expect(names.contains(form.rawValue), "\(form.rawValue)") }
        for function in RankingFunction.allCases { #expect(names.contains(function.rawValue), "\(function.rawValue)") }
        for kind in ValueKind.allCases { #expect(names.contains(kind.name), "\(kind.name)") }
    }

    /// Each analysis has a section, which begins with its form and says in the same words what it is.
    @Test func analysesAreDocumented() throws {
        let text = try Repository.text("docs/analyses.md").split(separator: "\n").joined(separator: " ")
        for form in Analyses.forms {
            let summary = form.summary.prefix(1).lowercased() + form.summary.dropFirst()
            #expect(text.contains("## \(form.word) `\(form.signature)`: \(summary)"), "\(form.word)")
        }
    }

    /// What the glossary calls a type is one, and its words are in order.
    @Test func glossaryNamesWhatIsThere() throws {
        let lines = try Repository.text("docs/glossary.md").split(separator: "\n").filter { $0.hasPrefix("- ") }
        let words = lines.map { String($0.dropFirst(2).prefix { $0 != ":" }) }
        let plain = words.map { $0.filter { $0 != "`" }.lowercased() }
        #expect(plain == plain.sorted() && Set(plain).count == plain.count && words.count > 40)
        let sources = try Repository.swiftSources()
        for word in words where word.hasPrefix("`") {
            let name = word.filter { $0 != "`" }
            let isDeclared = ["struct", "class", "enum", "protocol"].contains { sources.contains("\($0) \(name)") }
            #expect(isDeclared, "\(name)")
        }
    }

    @Test func readyMadeDefinitionsAreDocumented() throws {
        let names = try names()
        let session = try Session(settings: Session.Settings(now: Instant(microseconds: 0)))
        #expect(!session.environment.names.isEmpty)
        for name in session.environment.names { #expect(names.contains(name), "\(name)") }
        for declaration in session.environment.recordDefinitions.values {
            #expect(names.contains(declaration.name), "\(declaration.name)")
        }
        for parameter in session.environment.parameters.names {
            #expect(names.contains("$" + parameter), "\(parameter)")
        }
        for entity in session.environment.model.entities { #expect(names.contains(entity.name), "\(entity.name)") }
    }

    /// The paragraph under "Reserved words" names all of them and nothing that is no word of the grammar.
    @Test func reservedWordsAreDocumented() throws {
        let text = try ReferenceTests.language.get()
        let start = try #require(text.range(of: "## Reserved words"))
        let section = text[start.upperBound...].split(separator: "\n\n", omittingEmptySubsequences: true).prefix(2)
            .joined()
        let listed = Set(section.split(separator: "`").map(String.init).filter { Keyword(rawValue: $0) != nil })
        for keyword in Keyword.allCases where keyword.isReserved {
            #expect(listed.contains(keyword.rawValue), "\(keyword.rawValue)")
        }
    }

    @Test(arguments: OutputFormat.allCases)
    func formatsAreDocumented(format: OutputFormat) throws {
        #expect(try Repository.text("README.md").contains("`\(format.rawValue)`"))
    }

    @Test func errorCodesExist() throws {
        for document in MarkdownDocument.all {
            for word in document.lines.joined(separator: " ").split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                guard word.count == 5, word.first == "E", word.dropFirst().allSatisfy(\.isNumber) else { continue }
                #expect(DiagnosticCatalogue.code(String(word)) != nil, "\(document.path): \(word)")
            }
        }
    }

    @Test func lintsAreDocumented() throws {
        let names = Set(try Repository.text("docs/linting.md").split(separator: "`").map(String.init))
        for code in Linter.codes { #expect(names.contains(code.id), "\(code.id)") }
    }

    @Test func theTwoCommandsExist() throws {
        let readme = try Repository.text("README.md")
        for command in ["scripts/demo", "scripts/test"] {
            #expect(readme.contains(command))
            #expect(Repository.isExecutable(command))
        }
        #expect(Repository.isExecutable(".ci/run"))
    }

    /// Relative links, and paths of this repository in backticks.
    @Test(arguments: MarkdownDocument.all.map(\.path))
    func linksLeadSomewhere(path: String) throws {
        let document = MarkdownDocument(path: path, text: try Repository.text(path))
        let folder = path.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        for line in document.prose {
            for piece in line.split(separator: "](").dropFirst() {
                let target = piece.prefix { $0 != ")" && $0 != "#" }
                if target.isEmpty || target.contains("://") { continue }
                #expect(Repository.exists(folder + target), "\(path): \(target)")
            }
            for (number, piece) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            where number % 2 == 1 {
                let roots = ["Sources/", "Tests/", "scripts/", "examples/", "docs/", "Benchmarks/", "grammar/"]
                guard roots.contains(where: piece.hasPrefix), !piece.contains(where: { "*<…{ ".contains($0) }) else {
                    continue
                }
                #expect(Repository.exists(String(piece)), "\(path): \(piece)")
            }
        }
    }

    /// Subcommands and options that `sh` and `console` blocks give to `clientele` are ones that it takes.
    @Test func commandLinesExist() throws {
        var help: [String: String] = [:]
        for place in MarkdownDocument.places("sh") + MarkdownDocument.places("console") {
            for line in place.text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard let start = words.firstIndex(of: "clientele"), start + 1 < words.count,
                    ["init", "import", "generate", "query", "run", "explain", "fmt", "lint"].contains(words[start + 1])
                else { continue }
                let subcommand = words[start + 1]
                let page = try help[subcommand] ?? TerminalProcess.run("clientele help \(subcommand)", in: "/")
                help[subcommand] = page
                // Options stand before the question, which may hold anything.
                for word in words[(start + 2)...].prefix(while: { !$0.hasPrefix("'") && $0 != "|" })
                where word.hasPrefix("--") {
                    let option = word.prefix { $0 != "=" }
                    #expect(page.contains(option), "\(place.testDescription): \(option)")
                }
            }
        }
        #expect(help.count == 8, "every subcommand is shown somewhere")
    }
}

private extension String {
    /// The first occurrence; the standard library has none without Foundation.
    func range(of other: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}

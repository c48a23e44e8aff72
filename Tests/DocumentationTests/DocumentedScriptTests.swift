import Analyses
import Engine
import Importing
import Model
import Semantics
import Syntax
import Testing

/// Every script in the documentation compiles, and the wrong ones are wrong as they say.
struct DocumentedScriptTests {
    private func session() throws -> Session {
        try Session(settings: Session.Settings(now: Instant(microseconds: 0), importReader: RepositoryFiles()))
    }

    /// Documents import what the example on the shop does.
    private static let folderOfDocuments = "examples/shop/document.cq"

    private struct RepositoryFiles: ImportReader {
        func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
            do { return try Repository.bytes(path) } catch { throw UnreadableImport(reason: "\(error)") }
        }
    }

    /// Codes and messages of what is wrong with a script.
    private func errors(_ name: String, _ bytes: [UInt8], path: String) throws -> [(code: String, message: String)] {
        try session().compile(name: name, bytes: bytes, path: path).diagnostics.map { ($0.code.id, $0.message) }
    }

    @Test(arguments: MarkdownDocument.places("clientele"))
    func block(_ place: MarkdownDocument.Place) throws {
        switch place.words.first {
        case nil:
            let errors = try errors(place.path, Array(place.text.utf8), path: DocumentedScriptTests.folderOfDocuments)
            #expect(errors.isEmpty, "\(place.testDescription): \(errors)")
        case "error":
            #expect(
                try errors(place.path, Array(place.text.utf8), path: DocumentedScriptTests.folderOfDocuments).map(
                    \.code) == Array(place.words.dropFirst()), "\(place.testDescription)")
        case "attached":
            let parsed = Parser.parse(
                SourceText(id: SourceID(0), name: place.path, text: place.text), analyses: Analyses.forms)
            let (model, diagnostics) = ModelBinder.bindAttached(parsed)
            let all = parsed.diagnostics + diagnostics
            #expect(model != nil && all.isEmpty, "\(place.testDescription): \(all.map(\.message))")
        case "mapping":
            let (mappings, diagnostics) = MappingReader.read(
                SourceText(id: SourceID(0), name: place.path, text: place.text))
            #expect(!mappings.isEmpty && diagnostics.isEmpty, "\(place.testDescription): \(diagnostics.map(\.message))")
        case "model":
            let parsed = Parser.parse(
                SourceText(id: SourceID(0), name: place.path, text: place.text), analyses: Analyses.forms)
            #expect(parsed.diagnostics.isEmpty, "\(place.testDescription)")
            let (model, diagnostics) = ModelBinder.bind(parsed)
            #expect(model != nil && diagnostics.isEmpty, "\(place.testDescription): \(diagnostics.map(\.message))")
        case .some(let word):
            Issue.record("\(place.testDescription): `clientele \(word)` is no kind of block")
        }
    }

    @Test(arguments: Repository.scripts)
    func example(path: String) throws {
        let errors = try errors(path, try Repository.bytes(path), path: path)
        #expect(errors.isEmpty, "\(path): \(errors)")
    }

    @Test func thereIsSomethingToCompile() {
        #expect(MarkdownDocument.places("clientele").count > 20)
        #expect(Repository.scripts.count >= 3)
    }

    /// A dozen questions each, and more are welcome.
    @Test(arguments: Repository.scripts.filter { $0.hasSuffix("questions.cq") })
    func questions(path: String) throws {
        let compilation = try session().compile(name: path, bytes: try Repository.bytes(path))
        #expect(compilation.queries.count >= 12)
    }
}

import Analyses
import Engine
import Glibc
import LanguageService
import Model
import Planning
import Semantics
import Store
import Syntax
import Testing

/// What is offered behind a field that holds several texts: a model of one's own has one.
@Suite struct ListCompletionTests {
    private static let model = """
        entity readers at joined_on {
          key id: int,
          joined_on: date,
          name: text,
          interests: text list separated by ";",
        }
        """

    private func completions(_ text: String) throws -> [String] {
        let path = "/tmp/clientele-lists-\(getpid())-\(UInt32.random(in: 0 ... .max)).db"
        defer { unlink(path) }
        let source = SourceText(id: SourceID(0), name: "model", text: ListCompletionTests.model)
        let model = try #require(ModelBinder.bind(Parser.parse(source, analyses: Analyses.forms)).model)
        try ManagedStore.create(
            path: path, modelText: ListCompletionTests.model, model: model, currency: .usd, timeZoneName: "UTC"
        ).database.close()
        let settings = Session.Settings(asOf: "2026-06-30", now: Instant(microseconds: 0))
        let context = LanguageContext(try Session(path: path, settings: settings))
        let analysis = ScriptAnalysis(name: "script", bytes: Array(text.utf8), path: nil, in: context)
        return analysis.completions(at: text.utf8.count).items.map(\.text)
    }

    @Test func aListHasConditionsOfItsOwn() throws {
        #expect(try completions("segment where interests ").contains("has"))
        #expect(try !completions("segment where interests ").contains("contains"))
        #expect(try !completions("segment where name ").contains("has"))
    }

    @Test func anyAndAllFollowHas() throws {
        #expect(try Set(completions("segment where interests has ")).isSuperset(of: ["any", "all"]))
        #expect(try completions("param wanted: text list = (\"a\")\nsegment where interests has any $") == ["$wanted"])
    }
}

import LanguageService
import Syntax
import Testing

@Suite struct NavigationTests {
    private let text = """
        -- Those who matter.
        metric spend "Spend" alias 消费 = sum(orders.amount in last 90 days)
        param floor: money = 10
        segment vip where spend > $floor and 消费 < 9000
        from vip | group by city { n = count(), s = sum(spend) } | sort s desc, n

        """

    private func at(_ part: String, in text: String) throws -> Script {
        let pieces = part.split(separator: "‸", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try #require(text.range(of: pieces.joined()))
        return try Script(text.replacingCharacters(in: range, with: part))
    }

    @Test func aHoverSaysWhatANameIs() throws {
        let metric = try #require(try at("where sp‸end", in: text).hover)
        #expect(metric.heading == "metric spend: money")
        #expect(metric.label == "Spend")
        #expect(metric.aliases == ["消费"])
        #expect(metric.documentation == "Those who matter.")
        #expect(metric.definition?.hasPrefix("metric spend") == true)
        #expect(try at("orders.am‸ount", in: text).hover?.heading == "orders.amount: money")
        #expect(try at("or‸ders.", in: text).hover?.heading == "entity orders of customers at ordered_at")
        #expect(try at("$fl‸oor", in: text).hover?.heading == "param floor: money = 10.00")
        #expect(try at("s‸um(orders", in: text).hover?.heading.hasPrefix("sum(records.value") == true)
        #expect(try at("sort s‸ ", in: text).hover?.heading == "column s: money")
        #expect(try at("in la‸st 90", in: text).hover?.documentation == "2026-04-02 – 2026-06-30, as of 2026-06-30.")
        #expect(try at("group b‸y", in: text).hover?.example != nil)
        #expect(try Script("segment where rec‸ency < 3").hover?.origin == "ready-made")
        #expect(try Script("segment where nonsen‸se < 3").hover == nil)
    }

    @Test func definitionsAreFoundWhereverTheyAre() throws {
        func target(_ script: Script) -> (TextOrigin, String)? {
            script.analysis.definition(at: script.offset).map { ($0.origin, $0.source.text($0.utf8Range)) }
        }
        #expect(target(try at("where sp‸end", in: text)) ?? (.model, "") == (.own, "spend"))
        #expect(target(try at("and 消‸费", in: text)) ?? (.model, "") == (.own, "spend"))
        #expect(target(try at("$fl‸oor", in: text)) ?? (.model, "") == (.own, "floor"))
        #expect(target(try at("orders.am‸ount", in: text)) ?? (.own, "") == (.model, "amount"))
        #expect(target(try at("sort s‸ ", in: text)) ?? (.model, "") == (.own, "s"))
        #expect(target(try Script("segment where rec‸ency < 3")) ?? (.own, "") == (.builtin, "recency"))
        #expect(
            target(try Script("segment where abc = \"A\" and 0.5 < $abc‸_a")) ?? (.own, "") == (.builtin, "abc_a"))
        let files = ["/lib/m.cq": "metric one = frequency + 1\n"]
        #expect(
            target(try Script("import \"m.cq\" as m\nsegment where m.o‸ne > 1", path: "/lib/a.cq", files: files)) ?? (
                .own, ""
            ) == (.file("/lib/m.cq"), "one"))
        #expect(
            target(try Script("import \"m.c‸q\" as m", path: "/lib/a.cq", files: files)) ?? (.own, "") == (
                .file("/lib/m.cq"), ""
            ))
    }

    @Test func referencesReachAcrossFiles() throws {
        let library = "metric one = frequency + 1\nsegment two where one > 2\n"
        let files = ["/lib/m.cq": library]
        let user = try Script(
            "import \"m.cq\" as m\nsegment where m.o‸ne > 1 and m.two", path: "/lib/a.cq", files: files)
        let own = try Script(library, path: "/lib/m.cq", files: files)
        let identity = try #require(user.analysis.occurrence(at: user.offset)).identity
        let found = Workspace([user.analysis, own.analysis]).references(to: identity, includingDeclarations: true)
        #expect(found.map(\.location.origin) == [.file("/lib/a.cq"), .file("/lib/m.cq"), .file("/lib/m.cq")])
        #expect(found.map(\.isDeclaration) == [false, true, false])
        #expect(found.allSatisfy { $0.location.source.text($0.location.utf8Range) == "one" })
    }

    @Test func aRenameChangesEveryUseAndLeavesAliases() throws {
        let script = try at("metric sp‸end", in: text)
        let changes = try Workspace([script.analysis]).rename(at: script.offset, to: "spent")
        let renamed = script.applying(changes.flatMap(\.edits))
        #expect(renamed == text.replacingOccurrences(of: "spend", with: "spent"))
        #expect(try rename("where s‸pend", to: "where")?.contains("metric `where`") == true)
        #expect(
            try rename("$fl‸oor", to: "least")?.contains("param least: money = 10\nsegment vip where spend > $least")
                == true)
        #expect(try rename("sort s‸ ", to: "total")?.contains("total = sum(spend) } | sort total desc") == true)
        #expect(try rename("alias 消‸费", to: "花费")?.contains("alias 花费 = ") == true)
    }

    private func rename(_ place: String, to name: String) throws -> String? {
        let script = try at(place, in: text)
        return script.applying(try Workspace([script.analysis]).rename(at: script.offset, to: name).flatMap(\.edits))
    }

    @Test func aRenameThatChangesAMeaningIsRefused() throws {
        #expect(throws: RenameRefusal.self) { try self.rename("where s‸pend", to: "city") }
        #expect(throws: RenameRefusal.self) { try self.rename("where s‸pend", to: "vip") }
        #expect(throws: RenameRefusal.self) { try self.rename("orders.am‸ount", to: "total") }
        #expect(throws: RenameRefusal.self) { try self.rename("where s‸pend", to: "") }
        // A definition in use under the ready-made name would replace it.
        #expect(throws: RenameRefusal.self) {
            let script = try Script("metric sp‸end = monetary\nsegment where spend > recency")
            _ = try Workspace([script.analysis]).rename(at: script.offset, to: "recency")
        }
    }

    private func refusal(_ text: String, to name: String) throws -> String? {
        let script = try Script(text)
        do throws(RenameRefusal) {
            _ = try Workspace([script.analysis]).rename(at: script.offset, to: name)
            return nil
        } catch { return error.reason }
    }

    /// `rfm.segment` is built on the ready-made `buyers`, and a definition of that name would replace it everywhere.
    @Test(
        arguments: [
            (
                "segment everyb‸ody where true\nfrom customers | group by rfm.segment { n = count() }", "buyers",
                "the ready-made `rfm.recency` is built on `buyers`"
            ),
            ("segment everyb‸ody where true", "buyers", "the ready-made `rfm.recency` is built on `buyers`"),
            // By an alias of it, …
            (
                "segment everyb‸ody where true\nfrom customers | group by rfm.segment { n = count() }", "购买客户",
                "`购买客户` is the ready-made `buyers`"
            ),
            // … by another name of one's own, …
            ("segment everybody alias every‸one where true", "buyers", "`buyers` is the ready-made `buyers`"),
            // … a value of records, …
            ("metric orders.paid‸_up = amount > 0", "is_purchase", "the ready-made `recency` is built on"),
            // … and a parameter.
            (
                "param sh‸are: number = 50%\nfrom customers | group by abc { n = count() }", "abc_a",
                "the ready-made `abc` is built on `abc_a`"
            ),
            ("param sh‸are: number = 50%", "abc_a", "the ready-made `abc` is built on `abc_a`")
        ] as [(String, String, String)])
    func aRenameToANameThatSomethingReadyMadeIsBuiltOnIsRefused(text: String, name: String, why: String) throws {
        let reason = try #require(try refusal(text, to: name))
        #expect(reason.contains(why), "\(reason)")
    }

    @Test func aRenameAwayFromSuchANameIsRefusedWhereItMatters() throws {
        #expect(
            try refusal(
                "segment buy‸ers where true\nfrom customers | group by rfm.segment { n = count() }", to: "everybody")
                != nil)
        #expect(
            try refusal("segment buy‸ers where true\nfrom customers | group by city { n = count() }", to: "everybody")
                == nil)
        #expect(
            try refusal("param abc_‸a: number = 50%\nfrom customers | group by abc { n = count() }", to: "share") != nil
        )
    }

    @Test func aRenameToAReadyMadeNameThatNothingIsBuiltOnIsDone() throws {
        #expect(
            try refusal(
                "segment everyb‸ody where true\nfrom everybody | group by rfm.segment { n = count() }", to: "abc")
                == nil)
        #expect(
            try refusal(
                "param fl‸oor: money = 10\nsegment where monetary > $floor and rfm.segment = \"new\"", to: "tier_floor")
                == nil)
    }

    @Test func aRenameReachesFilesThatImportTheDefinition() throws {
        let library = "metric o‸ne = frequency + 1\n"
        let files = ["/lib/m.cq": library.replacingOccurrences(of: "‸", with: "")]
        let own = try Script(library, path: "/lib/m.cq", files: files)
        let user = try Script("import \"m.cq\" as m\nsegment where m.one > 1\n", path: "/lib/a.cq", files: files)
        let changes = try Workspace([own.analysis, user.analysis]).rename(at: own.offset, to: "uno")
        #expect(changes.map(\.origin) == [.file("/lib/m.cq"), .file("/lib/a.cq")])
        #expect(user.applying(changes[1].edits) == "import \"m.cq\" as m\nsegment where m.uno > 1\n")
    }
}

extension Script {
    var hover: SymbolDescription? { analysis.hover(at: offset)?.description }
}

extension String {
    func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }

    func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }

    func replacingOccurrences(of part: String, with text: String) -> String { replacing(part, with: text) }
}

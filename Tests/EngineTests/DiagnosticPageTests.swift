import Analyses
import Engine
import Model
import Semantics
import Syntax
import Testing

/// Every code has a page whose examples do what they say, and is shown by a golden script or provoked by name.
struct DiagnosticPageTests {
    /// Codes of a text, found by compiling it.
    static let ofTexts = DiagnosticCatalogue.all.filter {
        ["E01", "E02", "E03", "E04"].contains(String($0.id.prefix(3))) || $0.id == "E0508"
    }
    /// Codes of a model, found by binding it.
    static let ofModels = DiagnosticCatalogue.all.filter { code in
        (code.id >= "E0501" && code.id < "E0520" || ["E0540", "E0541", "E0542"].contains(code.id)) && code.id != "E0508"
            && !ofDatabases.contains(code.id)
    }
    /// Codes of a model that a database does not live up to: `AttachedTests` has one for each page.
    static let ofDatabases: Set<String> = ["E0515", "E0516", "E0517", "E0518"]

    /// Examples that a page can only describe: what to compile instead.
    static let described: [String: [UInt8]] = [
        // A byte that is no UTF-8 can't stand on a page.
        "E0101": Array("segment where city = \"".utf8) + [0xC4, 0x22],
        "E0307": Array((1...251).map { "segment s\($0) where s\($0 + 1)\n" }.joined().utf8)
            + Array("segment s252 where recency < 30".utf8),
        // Needs files: those of the test.
        "E0321": Array("import \"a.cq\" as a".utf8),
        // Needs a store of another model: its golden script has one.
        "E0308": []
    ]

    @Test func idsAreUniqueAndPagesAreWhole() {
        let ids = DiagnosticCatalogue.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.count > 60)
        for code in DiagnosticCatalogue.all {
            #expect(code.id.utf8.count == 5 && code.id.hasPrefix("E"), "\(code.id)")
            #expect(
                code.title.first?.isLowercase ?? false || code.title.hasPrefix("SQL") || code.title.hasPrefix("`"),
                "\(code.id): \(code.title)")
            #expect(!code.title.hasSuffix("."), "\(code.id): \(code.title)")
            #expect(code.explanation.hasSuffix("."), "\(code.id): \(code.explanation)")
            #expect(!code.wrong.isEmpty && !code.right.isEmpty && code.wrong != code.right, "\(code.id)")
            #expect(code.page.hasPrefix("\(code.id): \(code.title)\n"), "\(code.id)")
            #expect(DiagnosticCatalogue.code(code.id.lowercased()) == code)
        }
    }

    @Test func pagesOfTextsAreTrue() throws {
        let files = [
            "lib/metrics.cq": "metric aov = monetary / frequency", "a.cq": "import \"b.cq\" as b",
            "b.cq": "import \"a.cq\" as a"
        ]
        let session = try Session.open(nil, asOf: "2026-06-30", files: files.mapValues { Array($0.utf8) })
        func codes(_ bytes: [UInt8]) -> [String] {
            session.compile(name: "page", bytes: bytes).diagnostics.map(\.code.id)
        }
        for code in DiagnosticPageTests.ofTexts {
            let wrong = DiagnosticPageTests.described[code.id] ?? Array(code.wrong.utf8)
            if !wrong.isEmpty { #expect(codes(wrong) == [code.id], "the wrong example of \(code.id)") }
            #expect(codes(Array(code.right.utf8)) == [], "the right example of \(code.id)")
        }
    }

    @Test func pagesOfModelsAreTrue() {
        func codes(_ text: String, isAttached: Bool) -> [String] {
            let parsed = Parser.parse(SourceText(id: SourceID(0), name: "model", text: text), analyses: Analyses.forms)
            let (hasModel, diagnostics) = bind(parsed, isAttached: isAttached)
            let all = parsed.diagnostics + diagnostics
            #expect(hasModel == all.isEmpty, "a model or a reason: \(text)")
            return all.map(\.code.id)
        }
        func bind(_ parsed: ParsedSource, isAttached: Bool) -> (Bool, [Diagnostic]) {
            if isAttached {
                let (model, diagnostics) = ModelBinder.bindAttached(parsed)
                return (model != nil, diagnostics)
            }
            let (model, diagnostics) = ModelBinder.bind(parsed)
            return (model != nil, diagnostics)
        }
        #expect(DiagnosticPageTests.ofModels.count == 17)
        for code in DiagnosticPageTests.ofModels {
            let isAttached = code.id >= "E0510" && !["E0514", "E0541", "E0542"].contains(code.id)
            #expect(codes(code.wrong, isAttached: isAttached) == [code.id], "the wrong example of \(code.id)")
            #expect(codes(code.right, isAttached: isAttached) == [], "the right example of \(code.id)")
        }
    }

    /// A script named after its code whose first block earns that code, once, and nothing else.
    @Test func everyTextCodeHasItsGoldenScript() throws {
        for code in DiagnosticPageTests.ofTexts {
            let path = Files.scripts + "/errors/\(code.id).test"
            guard Files.exists(path) else {
                Issue.record("there is no \(path)")
                continue
            }
            let file = try ScriptFile(try Files.read(path))
            let block = try #require(file.blocks.first, "\(code.id)")
            let expected = try #require(block.expected.first { $0.tag == .diagnostics }, "\(code.id)")
            let headings = String(decoding: expected.text, as: UTF8.self).split(separator: "\n").filter {
                $0.hasPrefix("error[") || $0.hasPrefix("warning[")
            }
            #expect(headings.count == 1, "\(code.id)")
            #expect(headings.first?.contains("[\(code.id)]:") ?? false, "\(code.id): \(headings)")
        }
    }

    /// What is left are codes of the world, each provoked by name.
    @Test func everyOtherCodeIsProvokedByName() {
        let rest = DiagnosticCatalogue.all.map(\.id).filter { id in
            !DiagnosticPageTests.ofTexts.contains { $0.id == id }
                && !DiagnosticPageTests.ofModels.contains { $0.id == id }
                && !DiagnosticPageTests.ofDatabases.contains(id)
        }
        #expect(Set(rest) == Set(ProvokedCodes.all.keys), "codes without a provocation, or provocations without a code")
    }

    /// Every fix of a golden error script, applied, removes its error: no fix proposes what is wrong itself.
    @Test func fixesRemoveTheirError() throws {
        var applied = 0
        let session = try Session.open(nil, asOf: "2026-06-30")
        for name in GoldenScriptTests.scripts where name.hasPrefix("errors/E") {
            let file = try ScriptFile(try Files.read(Files.scripts + "/" + name))
            for block in file.blocks where block.settings.store == nil {
                let before = session.compile(name: "script", bytes: block.source, arguments: block.settings.parameters)
                for diagnostic in before.diagnostics {
                    for fix in diagnostic.fixIts where !fix.edits.isEmpty {
                        let mended = DiagnosticPageTests.apply(fix, to: block.source)
                        let after = session.compile(name: "script", bytes: mended, arguments: block.settings.parameters)
                        let same = after.diagnostics.filter { $0.code == diagnostic.code }.count
                        let was = before.diagnostics.filter { $0.code == diagnostic.code }.count
                        #expect(
                            same < was,
                            "\(name):\(block.line): `\(fix.title)` leaves \(diagnostic.code.id) in: \(String(decoding: mended, as: UTF8.self))"
                        )
                        applied += 1
                    }
                }
            }
        }
        #expect(applied > 50)
    }

    /// The mistakes that everybody makes first: one error, at the right place, with a fix that leaves a text without
    /// errors.
    @Test(arguments: [
        ("segment where recencey < 30", "E0301", "recencey", "segment where recency < 30"),
        ("segment where recency ＜ 30", "E0103", "＜", "segment where recency < 30"),
        ("segment where city == \"Berlin\"", "E0108", "==", "segment where city = \"Berlin\""),
        ("segment where email IS NULL", "E0205", "IS NULL", "segment where email is missing"),
        ("segment where city = \"Berlin", "E0104", "\"Berlin", "segment where city = \"Berlin\""),
        ("segment where recency < \"30\"", "E0401", "\"30\"", "segment where recency < 30"),
        ("segment where joined_at > \"2026-01-01\"", "E0401", "\"2026-01-01\"", "segment where joined_at > 2026-01-01"),
        (
            "segment vip where monetary > 5000 segment where vipp", "E0301", "vipp",
            "segment vip where monetary > 5000 segment where vip"
        ),
        (
            "from vipp | take 5 segment vip where monetary > 5000", "E0302", "vipp",
            "from vip | take 5 segment vip where monetary > 5000"
        )
    ])
    func firstMistakes(text: String, code: String, marked: String, mended: String) throws {
        let session = try Session.open(nil, asOf: "2026-06-30")
        let bytes = Array(text.utf8)
        let diagnostics = session.compile(name: "script", bytes: bytes).diagnostics
        #expect(diagnostics.map(\.code.id) == [code])
        let diagnostic = try #require(diagnostics.first)
        let span = diagnostic.primary.span
        #expect(String(decoding: bytes[Int(span.utf8Start)..<Int(span.utf8End)], as: UTF8.self) == marked)
        let fix = try #require(diagnostic.fixIts.first)
        #expect(String(decoding: DiagnosticPageTests.apply(fix, to: bytes), as: UTF8.self) == mended)
        #expect(session.compile(name: "mended", bytes: Array(mended.utf8)).diagnostics.isEmpty)
    }

    static func apply(_ fix: Diagnostic.FixIt, to source: [UInt8]) -> [UInt8] {
        var bytes = source
        for edit in fix.edits.sorted(by: { $0.span.utf8Start > $1.span.utf8Start }) {
            bytes.replaceSubrange(Int(edit.span.utf8Start)..<Int(edit.span.utf8End), with: Array(edit.replacement.utf8))
        }
        return bytes
    }
}

import Engine
import JSON
import LanguageServer
import LanguageService
import Model
import Syntax
import Testing

/// Whatever somebody types: the server's text is what a plain reading of the changes gives, and what it knows of the
/// text is what it would know had it seen only that.
///
/// `CLIENTELE_EDITS` is how many sequences of edits, `CLIENTELE_SEED` from where; `CLIENTELE_EDITS_SEQUENCE` runs the
/// sequence of one number alone.
struct EditSequenceTests {
    @Test func theServersViewIsThatOfAFreshText() async throws {
        let seed = setting("CLIENTELE_SEED", otherwise: 1), count = setting("CLIENTELE_EDITS", otherwise: 1_500),
            single = setting("CLIENTELE_EDITS_SEQUENCE", otherwise: -1)
        let context = LanguageContext(
            try Session(settings: Session.Settings(asOf: "2026-06-30", now: Instant(microseconds: 0))))
        if single >= 0 { return EditSequence(seed: seed, number: single, context).run() }
        print("edit sequences: seed \(seed), \(count) of them")
        let parts = 4
        await withTaskGroup(of: Void.self) { group in
            for part in 0..<parts {
                group.addTask {
                    for number in stride(from: part, to: count, by: parts) {
                        EditSequence(seed: seed, number: number, context).run()
                    }
                }
            }
        }
    }
}

/// Some edits of some texts, each from its own seed, so that any one can be made again.
private struct EditSequence {
    private var random: SeededRandom
    private let name: String
    private let encoding: PositionEncoding
    private var scripts: Scripts
    private let context: LanguageContext

    init(seed: Int, number: Int, _ context: LanguageContext) {
        random = SeededRandom(seed: seed &* 1_000_003 &+ number)
        name = "seed \(seed), sequence \(number)"
        encoding = random.pick(PositionEncoding.allCases)
        var context = context
        context.compilation.importReader = NoFiles()
        self.context = context
        scripts = Scripts(context: context, disk: NoFiles())
    }

    consuming func run() {
        let uri = "untitled:\(name)"
        var reference = (0...random.below(5)).map { _ in random.pick(EditSequence.statements) }.joined(
            separator: random.pick(["\n", "\n\n", "\r\n", " "]))
        scripts.setOpen(Document(uri: uri, version: 0, text: reference))
        for version in 1...(1 + random.below(12)) {
            var changes: [JSONValue] = []
            for _ in 0...random.below(3) {
                let (change, edited) = edit(of: reference)
                changes.append(change)
                reference = edited
            }
            let encoding = encoding
            try? scripts.change(uri) { document throws(ResponseError) in
                try document.apply(.array(changes), version: version, encoding)
            }
            // Not after each change: an answer that is kept too long is a mistake too.
            if random.below(3) > 0, !check(uri, reference, version) { return }
        }
        _ = check(uri, reference, -1)
    }

    private mutating func check(_ uri: String, _ reference: String, _ version: Int) -> Bool {
        guard let script = scripts.analysed(uri) else {
            Issue.record("\(name): the text is gone")
            return false
        }
        let bytes = Array(reference.utf8)
        let fresh = ScriptAnalysis(name: uri, bytes: bytes, in: context)
        let isSame =
            script.text.bytes == bytes && script.text.starts == TextLines(bytes).starts
            && EditSequence.isSame(script.analysis, fresh)
        if !isSame { Issue.record("\(name), \(encoding), version \(version): \(reference.debugDescription)") }
        return isSame
    }

    private static func isSame(_ a: ScriptAnalysis, _ b: ScriptAnalysis) -> Bool {
        a.source.bytes == b.source.bytes && a.tree.tokens == b.tree.tokens && a.tree.root.outline == b.tree.root.outline
            && a.diagnostics == b.diagnostics
            && a.occurrences.elementsEqual(b.occurrences) {
                $0.identity == $1.identity && $0.utf8Range == $1.utf8Range && $0.type == $1.type
            }
            && a.semanticTokens(in: 0..<a.source.bytes.count) == b.semanticTokens(in: 0..<b.source.bytes.count)
            && a.lenses == b.lenses && a.foldingRanges == b.foldingRanges
    }

    // MARK: Edits, made plainly

    /// A change, and the text with it made: characters are counted one by one.
    private mutating func edit(of text: String) -> (change: JSONValue, edited: String) {
        let replacement = random.pick(EditSequence.fragments)
        if random.below(40) == 0 { return (["text": .string(replacement)], replacement) }
        let scalars = Array(text.unicodeScalars)
        let start = random.below(scalars.count + 1)
        let end = min(scalars.count, start + (random.below(3) == 0 ? random.below(20) : random.below(2)))
        // Between CR and LF is no place that a position could name.
        let (from, to) = (outsideOfLineBreak(start, scalars), outsideOfLineBreak(end, scalars))
        let change: JSONValue = [
            "range": ["start": position(from, scalars), "end": position(to, scalars)], "text": .string(replacement)
        ]
        var edited = String.UnicodeScalarView(scalars[..<from])
        edited.append(contentsOf: replacement.unicodeScalars)
        edited.append(contentsOf: scalars[to...])
        return (change, String(edited))
    }

    private func outsideOfLineBreak(_ place: Int, _ scalars: [Unicode.Scalar]) -> Int {
        place > 0 && place < scalars.count && scalars[place - 1] == "\r" && scalars[place] == "\n" ? place - 1 : place
    }

    private func units(_ scalar: Unicode.Scalar) -> Int {
        switch encoding {
        case .utf8: UTF8.width(scalar)
        case .utf16: UTF16.width(scalar)
        case .utf32: 1
        }
    }

    private func position(_ place: Int, _ scalars: [Unicode.Scalar]) -> JSONValue {
        var line = 0, character = 0
        for (index, scalar) in scalars[..<place].enumerated() {
            if scalar == "\n" || scalar == "\r" && !(index + 1 < scalars.count && scalars[index + 1] == "\n") {
                line += 1
                character = 0
            } else {
                character += units(scalar)
            }
        }
        return ["line": JSONValue(line), "character": JSONValue(character)]
    }

    private static let statements = [
        "segment vip \"VIP\" alias 高价值 where monetary > 5000 and recency < 30", "metric aov = monetary / frequency",
        "param floor: money = 500", "segment slow where not vip and any(orders in last 2 years where amount > $floor)",
        "from vip | where aov > 20 | sort monetary desc | take 5 | select id, aov",
        "from orders in last 3 months where status = \"paid\" | group by month(ordered_at) { n = count(), spend = sum(amount) }",
        "-- 备注 😀\nsegment `my own` where city in (\"Berlin\", \"東京\") and `my own` is known", "import \"lib.cq\" as m",
        "explain customer 7 in vip", "segment a where b segment b where a",
        "segment where birthday is known and anniversary(birthday) in next 7 days", "metric x = x + y",
        "from customers | classify size { \"a\" when monetary > 100, else \"b\" } | group by size { n = count() }"
    ]

    private static let fragments = [
        "", "", "a", "v", "1", " ", "\n", "\r\n", "\r", "\"", "`", "(", ")", "{", "}", "|", ",", ".", "=", "$",
        "$floor", "-- ", "高", "😀", "e\u{301}", "（", "where ", " and ", " or ", "not ",
        "segment ", "metric z = 1\n", "from ", "vip", "aov", "monetary > ", "recency", "orders", "param p: int = 3\n",
        " in last 30 days", "2026-02-30", "5%", "import \"x.cq\" as n\n",
        "segment vip where recency < 3\n", "\u{FEFF}", "\u{0}", "＞", "\u{2028}"
    ]
}

struct NoFiles: ImportReader {
    func read(_ path: String) throws(UnreadableImport) -> [UInt8] { throw UnreadableImport(reason: "no such file") }
}

import Engine
import Glibc
import Model
import Semantics
import Syntax
import Testing

/// Compiling a text with what is known of an earlier version of it gives what compiling it alone gives.
///
/// `CLIENTELE_REBINDINGS` is how many texts are edited, `CLIENTELE_SEED` from where.
struct RebindingLawTests {
    @Test func anEditLeavesNoTraceInWhatIsTakenOver() throws {
        let seed = RebindingLawTests.setting("CLIENTELE_SEED") ?? 1,
            count = RebindingLawTests.setting("CLIENTELE_REBINDINGS") ?? 60
        let pool = try GoldenScriptTests.scripts.flatMap { name in
            try ScriptFile(try Files.read(Files.scripts + "/" + name)).blocks.compactMap {
                String(validating: $0.source, as: UTF8.self)
            }
        }.filter { $0.utf8.count < 600 }
        // The imported file is edited, too.
        let contexts = try [
            "segment big where monetary > 100\nmetric half = monetary / 2\n",
            "metric half = frequency / 2\nsegment big where half > 3\n"
        ].map {
            try Session.open(nil, asOf: "2026-06-30", files: ["lib.cq": Array($0.utf8)]).context
        }
        var taken = 0, versions = 0
        for number in 0..<count {
            var text = EditedText(seed: UInt64(seed * 1_000_003 + number), pool: pool)
            var earlier: Compilation?
            for version in 0..<8 {
                if version > 0 { text.edit() }
                let context = contexts[version < 5 ? 0 : 1]
                let fresh = context.compile(name: "script", bytes: Array(text.text.utf8), recordsNames: true)
                let next = context.compile(
                    name: "script", bytes: Array(text.text.utf8), recordsNames: true, after: earlier)
                let (expected, found) = (Dump(fresh), Dump(next))
                guard expected.lines == found.lines else {
                    let index =
                        zip(expected.lines, found.lines).enumerated().first { $1.0 != $1.1 }?.offset
                        ?? min(expected.lines.count, found.lines.count)
                    Issue.record("""
                    seed \(seed), text \(number), version \(version)
                    \(text.text.debugDescription)
                    before: \(earlier.map { String(decoding: $0.source.bytes, as: UTF8.self).debugDescription } ?? "")
                    alone: \(expected.lines.dropFirst(index).first ?? "nothing")
                    after: \(found.lines.dropFirst(index).first ?? "nothing")
                    """)
                    return
                }
                taken += next.reusedCount
                versions += 1
                earlier = next
            }
        }
        #expect(taken > 2 * versions, "\(taken) statements were taken over in \(versions) versions")
    }

    /// A ready-made definition that is built on a broken one of the text's says so where it is used, if it is bound
    /// before that one.
    @Test func errorsBelowReadyMadeDefinitions() throws {
        let context = try Session.open(nil, asOf: "2026-06-30").context
        let text = "segment monetary where any(orders where net > 3)\nsegment recency where aov as of 90 days ago\n"
        for edited in [
            "segment where recency > 1\n" + text, text + "segment where aov > 1\n", "segment where aov > 1\n" + text,
            "-- no more\n" + text
        ] {
            let earlier = context.compile(name: "script", bytes: Array(text.utf8), recordsNames: true)
            let next = context.compile(name: "script", bytes: Array(edited.utf8), recordsNames: true, after: earlier)
            #expect(
                Dump(next).lines
                    == Dump(context.compile(name: "script", bytes: Array(edited.utf8), recordsNames: true)).lines,
                "\(edited)")
        }
    }

    /// What makes it worth having.
    @Test func anEditOfOneSegmentBindsNoOther() throws {
        let context = try Session.open(nil, asOf: "2026-06-30").context
        func text(_ limit: Int) -> [UInt8] {
            Array(
                (0..<100).map {
                    "segment s\($0) where monetary > \($0 == 50 ? limit : $0)\($0 % 10 == 0 || $0 < 20 ? "" : " and s\($0 - 10)")\n"
                }.joined().utf8)
        }
        let first = context.compile(name: "script", bytes: text(7), recordsNames: true)
        let second = context.compile(name: "script", bytes: text(1_000), recordsNames: true, after: first)
        // Segment 50 itself is bound anew; `monetary` and all others stay.
        #expect(second.reusedCount == 100)
        #expect(
            Dump(second).lines == Dump(context.compile(name: "script", bytes: text(1_000), recordsNames: true)).lines)
        // A segment that begins as the one behind it does is typed before all others.
        let third = context.compile(
            name: "script", bytes: Array("segment s where recency < 3\n".utf8) + text(1_000), recordsNames: true,
            after: second)
        #expect(third.reusedCount == 101)
    }

    private static func setting(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}

/// Everything that a compilation says, a piece a line, with row variables numbered by their first appearance.
private struct Dump {
    private(set) var lines: [String] = []

    init(_ compilation: Compilation) {
        var rows: [Substring: Int] = [:]
        let pieces: [Any] =
            compilation.diagnostics as [Any] + compilation.script.definitions + compilation.script.statements
            + compilation.names.windows
        for piece in pieces { lines.append(Dump.numbered(String(reflecting: piece), &rows)) }
        for use in compilation.names.uses {
            var line = "\(use.span.utf8Range) \(use.type.map { "\($0)" } ?? "")"
            switch use.meaning {
            case .definition(let declaration, let file):
                line += " \(declaration.name) at \(declaration.nameSpan) of \(file?.path ?? "")"
            case .imported(let file): line += " file \(file.path)"
            default: line += " \(use.meaning)"
            }
            lines.append(line)
        }
        lines += compilation.environment.names
    }

    private static func numbered(_ text: String, _ rows: inout [Substring: Int]) -> String {
        var result = "", rest = text[...]
        let marks = ["variable(", "row: "]
        while let mark = marks.compactMap({ rest.firstRange(of: $0) }).min(by: { $0.lowerBound < $1.lowerBound }) {
            result += rest[..<mark.upperBound]
            rest = rest[mark.upperBound...]
            let digits = rest.prefix { $0.isNumber }
            if !digits.isEmpty, digits != "0" {
                let number = rows[digits] ?? rows.count + 1
                rows[digits] = number
                result += "\(number)"
                rest = rest.dropFirst(digits.count)
            }
        }
        return result + rest
    }
}

/// A text of statements that name each other, and what somebody does to it.
private struct EditedText {
    private var random: SeededGenerator
    private var statements: [String]
    private let pool: [String]
    private var separator = "\n"

    init(seed: UInt64, pool: [String]) {
        random = SeededGenerator(seed: seed)
        self.pool = pool
        statements = []
        for _ in 0..<Int.random(in: 3...14, using: &random) { statements.append(statement()) }
    }

    var text: String { statements.joined(separator: separator) }

    mutating func edit() {
        let place = statements.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<12, using: &random) {
        case 0: statements.insert(statement(), at: place)
        case 1 where statements.count > 2: statements.remove(at: place)
        case 2: statements.swapAt(place, statements.indices.randomElement(using: &random) ?? 0)
        case 3: statements[place] += "\n-- " + statement()
        case 4: statements[place] = statement()
        case 5, 6: change(place) { words, random in words.remove(at: words.indices.randomElement(using: &random) ?? 0) }
        case 7:
            let other = statement()
            change(place) { words, random in
                words.insert(
                    other.split(separator: " ").randomElement(using: &random) ?? "x",
                    at: words.indices.randomElement(using: &random) ?? 0)
            }
        default:
            let word = (EditedText.names + EditedText.values).randomElement(using: &random) ?? "a"
            change(place) { words, random in words[words.indices.randomElement(using: &random) ?? 0] = Substring(word) }
        }
    }

    private mutating func change(_ place: Int, _ body: (inout [Substring], inout SeededGenerator) -> Void) {
        var words = statements[place].split(separator: " ", omittingEmptySubsequences: false)
        guard !words.isEmpty else { return }
        body(&words, &random)
        statements[place] = words.joined(separator: " ")
    }

    private mutating func statement() -> String {
        let template =
            Int.random(in: 0..<5, using: &random) == 0
            ? pool.randomElement(using: &random) ?? "" : EditedText.templates.randomElement(using: &random) ?? ""
        var result = ""
        for character in template {
            switch character {
            case "#": result += EditedText.names.randomElement(using: &random) ?? "a"
            case "%": result += EditedText.values.randomElement(using: &random) ?? "1"
            default: result.append(character)
            }
        }
        return result
    }

    private static let names = [
        "a", "b", "c", "d", "e", "vip", "monetary", "recency", "甲", "m.half", "m.big", "tickets.wait", "aov",
        "frequency"
    ]
    private static let values = ["1", "30", "500", "$floor", "$days", "-3", "a", "b", "monetary", "wait"]
    private static let templates = [
        "segment # where # > % and # < %", "segment # where # and not #",
        "segment # \"Label\" alias 甲 where # or recency < %", "metric # = # / #", "metric # = # + %",
        "metric # = count(orders in last % days where amount > %)", "segment # where any(tickets where wait > %)",
        "metric tickets.wait = hours_between(opened_at, first_response_at)", "metric orders.net = amount - %",
        "segment # where any(orders where net > %)", "param floor: money = 500", "param days: int = 90",
        "param floor: money = 20 + 30", "import \"lib.cq\" as m", "import \"nowhere.cq\" as n",
        "from # | sort # desc | take %", "from customers where # > % | select id, #", "segment where # > %",
        "explain #", "explain customer 7 in #", "classify # { \"x\" when # > %, else \"y\" }",
        "from orders in last $days days | group by status { n = count(), s = sum(amount) }",
        "segment # where monetary over last % days > %", "segment # where # as of 90 days ago",
        "metric # = percentile_rank(#)", "segment # where city = # and # is known",
        "from # | classify tier { \"x\" when # > %, else \"y\" } | group by tier { n = count() }",
        "segment # where recency < 10 and recency > 20", "metric monetary = #",
        "segment monetary where any(orders where nothing > %)", "metric frequency = count(orders where amount > %)",
        "segment # where aov > %", "metric recency = frequency + aov", "segment # where # in (%, %)",
        "measure # = count(where #) / count()", "measure # = sum(#) + %", "measure orders.paid = sum(amount) / %",
        "from customers | group by city { #, y = # over last % days, n = count(where #) }",
        "from # | aggregate { x = #, y = 2 * # }", "from orders | aggregate { paid, x = orders.paid / % }",
        "measure nps = count(where # > %)", "from customers | aggregate { nps, csat }",
    ]
}

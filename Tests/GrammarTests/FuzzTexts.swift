/// Texts that nobody meant to write: each from its own seed, so that any one can be made again.
struct FuzzTexts {
    private let sentences: [[UInt8]]
    private let seed: Int

    init(_ grammar: Grammar, seed: Int) throws {
        self.seed = seed
        var generator = SentenceGenerator(grammar, seed: seed)
        var sentences = FuzzTexts.questions.map { Array($0.utf8) }
        for _ in 0..<1_500 {
            let sentence = try generator.sentence()
            sentences.append(Array(try generator.text(sentence).utf8))
        }
        self.sentences = sentences
    }

    func text(_ index: Int) -> [UInt8] {
        var random = SeededRandom(seed: seed &* 1_000_003 &+ index)
        if random.below(1_000) == 0 { return nest(&random) }
        switch random.below(10) {
        case 0: return bytes(&random, of: 0...255)
        case 1: return bytes(&random, of: 0x20...0x7E)
        case 2: return (0..<random.below(30)).flatMap { _ in random.pick(FuzzTexts.fragments) }
        case 3:
            let text = sentence(&random)
            return Array(text.prefix(random.below(text.count + 1)))
        case 4, 5:
            let (a, b) = (sentence(&random), sentence(&random))
            return a.prefix(random.below(a.count + 1)) + b.suffix(random.below(b.count + 1))
        case 6, 7: return renamed(random.pick(FuzzTexts.questions), &random)
        default:
            var text = sentence(&random)
            for _ in 0...random.below(4) { mutate(&text, &random) }
            return text
        }
    }

    /// One in three is a question that binds.
    private func sentence(_ random: inout SeededRandom) -> [UInt8] {
        random.chance(33) ? sentences[random.below(FuzzTexts.questions.count)] : random.pick(sentences)
    }

    private func bytes(_ random: inout SeededRandom, of range: ClosedRange<Int>) -> [UInt8] {
        (0..<random.below(150)).map { _ in UInt8(range.lowerBound + random.below(range.count)) }
    }

    private func mutate(_ text: inout [UInt8], _ random: inout SeededRandom) {
        let place = random.below(text.count + 1)
        let end = min(text.count, place + random.below(12))
        switch random.below(7) {
        case 0: text.insert(contentsOf: random.pick(FuzzTexts.fragments), at: place)
        case 1: text.replaceSubrange(place..<end, with: random.pick(FuzzTexts.fragments))
        case 2: text.removeSubrange(place..<end)
        case 3: text.insert(contentsOf: text[place..<end], at: random.below(text.count + 1))
        case 4 where place < text.count: text[place] ^= 1 << UInt8(random.below(8))
        case 5: text.insert(UInt8(random.below(256)), at: place)
        default: text.removeLast(min(text.count, random.below(4)))
        }
    }

    /// A question with other names and numbers in it: most still parse, so that names and types are put to the test.
    private func renamed(_ question: String, _ random: inout SeededRandom) -> [UInt8] {
        var words = question.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for _ in 0...random.below(2) {
            let place = random.below(words.count)
            words[place] = random.chance(70) ? random.pick(Vocabulary.names) : random.pick(FuzzTexts.values)
        }
        return Array(words.joined(separator: " ").utf8)
    }

    private func nest(_ random: inout SeededRandom) -> [UInt8] {
        let open = Array(random.pick(FuzzTexts.nests).utf8)
        let count = random.chance(30) ? 200 + random.below(100) : random.below(20_000)
        var text = Array(random.pick(["segment where ", "metric m = ", "from customers | select ", ""]).utf8)
        for _ in 0..<count { text += open }
        text += Array("recency < 3".utf8)
        if random.chance(50) { text += [UInt8](repeating: UInt8(ascii: ")"), count: count) }
        return text
    }

    private static let nests = [
        "(", "((", "f(", "not ", "- ", "count(orders where ", "a.", "a + ", "a and ", "a in (", "{", "a between ",
        "a = ", "in last ", "| where ", "\"", "segment where ", "entity a { ", "'", "（", "“", "!", "a, ", "\u{0}",
        "from x where "
    ]

    private static let fragments: [[UInt8]] =
        [
            "\u{0}", "＜", "（", "）", "“", "”", "‘", "「", "＂", "，", "２０", "％", "ｗｈｅｒｅ", "😀", "👩‍👩‍👧", "e\u{301}", "\u{FEFF}",
            "\u{3000}", "\r\n", "\r", "\n",
            "--", "#!", "`", "``", "\"", "'", "==", "===", "&&", "||", "!", "!==", "<>", " IS NULL ", " is not null ",
            " = null ", "SELECT ", " WHERE ",
            ";", "r\"", "\\", "\\u{", "\\u{110000}", "$", "$ ", "2026-02-30", "2026-13", "0000-00-00", "9999-12",
            "2026-03-01T25:00", "30days", "5k",
            "99999999999999999999", "0.0000000000000000000001", "1e5", "1.", ".5", "_", "segment ", "from ", "entity ",
            "param ", "metric ", " where ",
            " and ", " not ", " in ", " between ", " distinct ", " last ", "|", "{", "}", "(", ")", ",", ":", "=", "-",
            "/", " ago ", " 5 days ", " missing "
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0xE9, 0xAB], [0xF0, 0x9F], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0x1B, 0x5B]
        ]

    private static let values = [
        "0", "-1", "9223372036854775807", "9223372036854775808", "0.1", "25%", "true", "today", "\"Berlin\"",
        "2026-03-01", "2026-03", "0001-01-01",
        "9999-12-31", "2026-03-01T09:00", "2026-03-01T09:00+08:00", "30 days", "999999 years", "1000000 years ago",
        "$min", "$none", "(", ")"
    ]

    /// Questions that parse and bind; words are set apart so that they can be replaced.
    static let questions = [
        "segment where recency < 30 and monetary > 5000",
        "segment big \"Big\" alias 大 where sum( orders.amount in last 12 months where status = \"paid\" ) >= 5000",
        "segment where count( orders in last 90 days where any( items where product.category = \"shoes\" ) ) >= 2",
        "segment where any( orders ) and none( orders in last 180 days )",
        "segment where count( orders between 180 and 90 days ago ) >= 3 and not vip",
        "segment a where not b segment b where recency between 3 and 10 or city in ( \"Berlin\" , \"Paris\" ) ignoring case",
        "segment a where b segment b where a",
        "metric aov \"Average\" = monetary / frequency segment where aov * 2 - 1 > -3.5",
        "param min: money = 5000 segment where monetary >= $min and email ends with \"@acme.com\" ignoring case",
        "param from_day: date = 2026-03-01 segment where any( orders since $from_day ) or any( orders in $from_day )",
        "from vip | where monetary > 200 | sort monetary desc , id | take 100 | select id , name , m = monetary * 2",
        "from customers | group by city , tier = recency < 30 { n = count() , spend = sum( monetary ) } | sort spend desc",
        "from orders in last 12 months where status = \"paid\" | group by month( ordered_at ) { n = count() , c = count( distinct customer_id ) }",
        "from customers where city = \"Berlin\" | aggregate { n = count() , m = avg( monetary where recency < 90 ) }",
        "segment where last( feedback.score where kind = \"nps\" ) <= 6 and any( tickets where status = \"open\" )",
        "segment where birthday is known and year( birthday ) >= 1990 and joined_at before 2026-03-01",
        "segment where first( orders.ordered_at ) in 2026-03 and max( orders.amount ) > min( orders.amount ) + 25%",
        "segment where joined_at > 2026-03-01T09:00:30.5+08:00 and days_since( joined_at ) < 4 weeks",
        "segment where monetary between 9223372036854775807 and 0.000000001 and recency < 999999 years",
        "entity customers { key id: int , name: text pii } entity orders of customers by customer_id at ordered_at { amount: money , p: products by pid } entity products { key id: int }",
        "entity a of b by c { } entity b of a by d { } entity a \"A\" alias b from \"t\" { key x: money , x: nothing }",
        "from orders.items where price > 3 | select product.name , quantity * price | take 5"
    ]
}

import Testing
@testable import LanguageServer

/// Places in lines of thousands of bytes are those that counting from the line's beginning gives.
@Suite struct LongLineTests {
    private static let pieces = ["a", "é", "价", "😀", "\n", "plain words without anything else "]

    private static func text(_ random: inout SeededRandom, _ count: Int) -> [UInt8] {
        var text = ""
        // Lines are long: one piece in a thousand breaks them.
        for _ in 0..<count {
            let place = Int.random(in: 0..<1_000, using: &random)
            text += place == 0 ? "\n" : pieces[place % 4]
        }
        return Array(text.utf8)
    }

    private static func hold(_ lines: TextLines, _ random: inout SeededRandom) {
        for _ in 0..<40 {
            let offset = Int.random(in: 0...lines.bytes.count, using: &random),
                start = lines.starts[lines.line(atUTF8Offset: offset)]
            for encoding in PositionEncoding.allCases {
                let counted = encoding.length(of: lines.bytes[start..<offset])
                #expect(lines.position(atUTF8Offset: offset, encoding).character == counted)
            }
        }
    }

    @Test(arguments: [1, 2, 3])
    func placesAreCountedRight(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        var lines = TextLines(LongLineTests.text(&random, 5_000))
        LongLineTests.hold(lines, &random)
        for _ in 0..<20 {
            let from = Int.random(in: 0...lines.bytes.count, using: &random)
            let to = min(lines.bytes.count, from + Int.random(in: 0...3_000, using: &random))
            lines.replace(from..<to, with: LongLineTests.text(&random, Int.random(in: 0...900, using: &random)))
            LongLineTests.hold(lines, &random)
        }
    }
}

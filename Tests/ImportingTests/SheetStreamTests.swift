import Fixtures
import Glibc
@testable import Importing
import Store
import Testing

/// Rows that are read without the parser say the same as those that it reads.
struct SheetStreamTests {
    private static let attributes = ["", " spans=\"1:3\"", " ht=\"15\" x14ac:dyDescent=\"0.25\"", " r='9'"]

    private static func text(_ xml: String, isPlain: Bool, chunk: Int) throws -> String {
        let bytes = Array(xml.utf8)
        var position = 0
        let source = ByteSource(name: "sheet") { buffer in
            let count = min(chunk, buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<(position + count)])
            position += count
            return count
        }
        let styles = [CellFormats.Style(kind: .number), .init(kind: .date), .init(kind: .number, digits: 5)]
        let stream = try SheetStream(
            source, name: "sheet", SharedTexts(), styles, hasEpoch1904: false, isPlain: isPlain)
        var result: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 777)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
            if count == 0 { return String(decoding: result, as: UTF8.self) }
            result += buffer[..<count]
        }
    }

    private static func outcome(_ xml: String, isPlain: Bool, chunk: Int) -> String {
        do { return try text(xml, isPlain: isPlain, chunk: chunk) } catch { return "error: \(error)" }
    }

    /// Numbers that are read by a division are those that the C library reads.
    @Test func shortNumbersAreTheNearest() throws {
        var random = SheetRandom(state: 4), taken = 0
        for round in 0..<50_000 {
            var text = (0...random.below(18)).map { _ in UInt8(ascii: "0") + UInt8(random.below(10)) }
            if round % 4 != 0 { text.insert(UInt8(ascii: "."), at: random.below(text.count + 1)) }
            guard let number = SheetCells.shortNumber(text) else { continue }
            taken += 1
            #expect(number == strtod(String(decoding: text, as: UTF8.self), nil))
        }
        #expect(taken > 30_000)
        for text in ["", ".", "-1", "1e5", "1.2.3", "9007199254740993", "12345678901234567"] {
            #expect(SheetCells.shortNumber(Array(text.utf8)) == nil, "\(text)")
        }
    }

    /// One cell of each kind that there is.
    private static func cell(_ kind: Int, _ place: String, _ random: inout SheetRandom) -> String {
        let number = random.below(100_000)
        switch kind {
        case 0: return "<c r=\"\(place)\"><v>\(number)</v></c>"
        case 1: return "<c r=\"\(place)\" s=\"1\"><v>\(number).25</v></c>"
        case 2: return "<c r=\"\(place)\" s=\"2\" t=\"n\"><v>\(number % 1000)</v></c>"
        case 3: return "<c r=\"\(place)\" t=\"inlineStr\"><is><t>a, “b” \(number)</t></is></c>"
        case 4: return "<c r=\"\(place)\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> x </t></is></c>"
        case 5: return "<c r=\"\(place)\" t=\"b\"><v>1</v></c>"
        case 6: return "<c r=\"\(place)\" s=\"1\"/>"
        case 7: return "<c r=\"\(place)\" t=\"str\"><f>A1&amp;B1</f><v>a&amp;b &#x20AC;</v></c>"
        case 8: return "<c r=\"\(place)\"><f>SUM(1,2)</f></c>"
        case 9: return "<c r=\"\(place)\" t=\"inlineStr\"><is><r><t>rich</t></r><rPh><t>no</t></rPh></is></c>"
        case 10: return "<!-- <row> --><c r=\"\(place)\"><v><![CDATA[12]]></v></c>"
        case 11: return "<c\n r='\(place)'>\n<v>\r\n7</v></c >"
        case 12: return "<c r=\"\(place)\" t=\"e\"><v>#REF!</v></c>"
        case 13: return "<x:c r=\"\(place)\"><x:v>5</x:v></x:c>"
        default: return "<c><v>1e3</v></c>"
        }
    }

    @Test(arguments: 0..<200)
    func plainRowsSayWhatTheParserSays(seed: Int) {
        var random = SheetRandom(state: UInt64(seed)),
            xml = "<?xml version=\"1.0\"?><worksheet xmlns:x=\"x\"><sheetData>", row = 0
        for _ in 0..<random.below(30) {
            row += random.below(10) == 0 ? 3 : 1
            // Most rows are plain, as they are out there.
            let kinds = random.below(3) == 0 ? 15 : 7
            let extra = SheetStreamTests.attributes[random.below(3)]
            xml += random.below(8) == 0 ? "<row>" : "<row r=\"\(row)\"\(extra)>"
            for letter in "ABC".prefix(random.below(4)) {
                xml += SheetStreamTests.cell(random.below(kinds), "\(letter)\(row)", &random)
            }
            xml += "</row>" + ["", "", "", "\n", "<row r=\"\(row + 1)\"/>", "<!-- x -->"][random.below(6)]
            if xml.hasSuffix("/>") { row += 1 }
        }
        xml += "</sheetData><mergeCells/></worksheet>"
        for chunk in [1, 100, 1 << 16] {
            let expected = SheetStreamTests.outcome(xml, isPlain: false, chunk: chunk)
            #expect(SheetStreamTests.outcome(xml, isPlain: true, chunk: chunk) == expected)
        }
    }

    @Test(arguments: [
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>",
        "<worksheet><sheetData><row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c><v>1</c></row></sheetData></worksheet>",
        "<worksheet><!-- <sheetData> --><row><c><v>1</v></c></row></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c t=\"s\"><v>5</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData/></worksheet>"
    ])
    func whatIsBrokenIsBrokenEitherWay(xml: String) {
        let expected = SheetStreamTests.outcome(xml, isPlain: false, chunk: 64)
        #expect(SheetStreamTests.outcome(xml, isPlain: true, chunk: 64) == expected)
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same sequence for a seed on any machine.
private struct SheetRandom {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}

internal import Testing

@testable internal import EditLine

@Suite struct CompletionTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func action(_ text: String, _ range: Range<Int>, _ words: [String]) -> Completions.Action {
        Completions(replacing: range, candidates: words.map { Completion(insertText: $0, label: $0) })
            .action(in: EditBuffer(text, cursor: text.unicodeScalars.count))
    }

    @Test func insertsASingleCandidate() {
        #expect(action("x seg", 2..<5, ["segment"]) == .replace(scalars: 2..<5, with: "segment"))
        #expect(action("é 東", 3..<6, ["東京"]) == .replace(scalars: 2..<3, with: "東京"))
        #expect(action("cuntry", 0..<6, ["country"]) == .replace(scalars: 0..<6, with: "country"))
        #expect(action("", 0..<0, ["segment"]) == .replace(scalars: 0..<0, with: "segment"))
    }

    @Test func doesNothingWithoutAnythingToAdd() {
        #expect(action("segment", 0..<7, ["segment"]) == .nothing)
        #expect(action("zzz", 0..<3, []) == .nothing)
    }

    @Test func insertsWhatAllCandidatesBeginWith() {
        #expect(action("m", 0..<1, ["metric", "median"]) == .replace(scalars: 0..<1, with: "me"))
        #expect(action("M", 0..<1, ["metric", "median"]) == .replace(scalars: 0..<1, with: "me"))
        #expect(action("", 0..<0, ["e\u{301}a", "e\u{300}a"]) == .list, "no half of a character")
    }

    @Test func listsWhatIsAmbiguous() {
        #expect(action("me", 0..<2, ["metric", "median"]) == .list)
        #expect(action("s", 0..<1, ["segment", "sort"]) == .list)
        #expect(action("xy", 0..<2, ["metric", "median"]) == .list, "what was typed stays")
    }

    @Test func toleratesARangeOutsideOfTheText() {
        #expect(action("ab", 1..<99, ["b2"]) == .replace(scalars: 1..<2, with: "b2"))
    }

    // MARK: The list

    private func plain(_ labels: [String]) -> [Completion] {
        labels.map { Completion(insertText: $0, label: $0) }
    }

    @Test func readsDownwardsInColumns() {
        let rows = CompletionList.rows(plain(["a", "b", "c", "d", "e"]), columns: 8, rows: 10)
        #expect(rows == ["a  c  e", "b  d"])
    }

    @Test func alignsByColumnsOfTheScreen() {
        let rows = CompletionList.rows(plain(["東京", "ab", "x", "y"]), columns: 10, rows: 10)
        #expect(rows == ["東京  x", "ab    y"])
    }

    @Test func showsDetailsWhereTheyFit() {
        let candidates = [
            Completion(insertText: "sum", label: "sum", detail: "money"),
            Completion(insertText: "顧客", label: "顧客"),
            Completion(insertText: "city", label: "city", detail: "where the customer lives"),
        ]
        #expect(CompletionList.rows(candidates, columns: 20, rows: 10)
            == ["sum   money", "顧客", "city  where the cus…"])
        #expect(CompletionList.rows(candidates, columns: 12, rows: 2) == ["sum   city", "顧客"])
    }

    @Test func alignsCountsAndTypes() {
        let candidates = [
            Completion(insertText: "\"東京\"", label: "\"東京\"", count: "1,204"),
            Completion(insertText: "city", label: "city", type: "text", count: "7", detail: "where the customer lives"),
            Completion(insertText: "tag", label: "tag", type: "text"),
        ]
        #expect(CompletionList.rows(candidates, columns: 30, rows: 10)
            == ["\"東京\"  1,204", "city        7  text  where th…", "tag            text"])
        #expect(
            CompletionList.rows(candidates, columns: 21, rows: 10) == [
                "\"東京\"  1,204", "city        7  text", "tag            text"
            ])
        #expect(CompletionList.rows(candidates, columns: 14, rows: 10) == ["\"東京\"  1,204", "city        7", "tag"])
        #expect(CompletionList.rows(candidates, columns: 30, rows: 2) == ["\"東京\"  1,204", "… 2 more"])
    }

    @Test func dimsWhatIsNotTheLabel() {
        let rows = CompletionList.rows(
            [Completion(insertText: "a", label: "a", type: "text")], columns: 20, rows: 4, isColored: true)
        #expect(rows == ["a  \u{1B}[90mtext\u{1B}[0m"])
    }

    @Test func saysWhatIsLeftOut() {
        let labels = (100..<200).map(String.init)
        let rows = CompletionList.rows(plain(labels), columns: 13, rows: 4)
        #expect(rows == ["100  103  106", "101  104  107", "102  105  108", "… 91 more"])
    }

    @Test func noRowIsWiderThanTheScreen() {
        let labels = ["東京タワー", "a", "monetary over last 90 days", "é"]
        let table = labels.enumerated().map {
            Completion(
                insertText: $0.element, label: $0.element, type: "text",
                count: String(repeating: "9", count: $0.offset), detail: "und 名前 mehr")
        }
        for columns in 1...40 {
            for row in CompletionList.rows(table, columns: columns, rows: 9) {
                #expect(DisplayWidth.columns(of: row) <= columns, "\(row) in \(columns) columns")
            }
            for row in CompletionList.rows(plain(labels), columns: columns, rows: 9) where !row.hasPrefix("… ") {
                #expect(DisplayWidth.columns(of: row) <= columns, "\(row) in \(columns) columns")
            }
        }
    }
}

@Suite struct PromptTests {
    @Test func endsInABlankOutsideOfItsStyle() {
        #expect(Prompt("> ").libeditText == "> ")
        #expect(Prompt(">").libeditText == "> ")
        #expect(Prompt("db> ", style: TextStyle(parameters: "1")).libeditText
            == "\u{1}\u{1B}[1m\u{1}db>\u{1}\u{1B}[0m\u{1} ")
        #expect(Prompt("db>", style: TextStyle(parameters: "1")).columns == 4)
    }
}

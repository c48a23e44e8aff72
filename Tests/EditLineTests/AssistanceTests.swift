import Synchronization
import Testing

@testable import EditLine

@Suite struct HintTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    @Test func showsWhatFitsIntoTheRow() {
        #expect(Hint("where recency < 30").shown(columns: 40) == "where recency < 30")
        #expect(Hint("where recency < 30").shown(columns: 9) == "where re…")
        #expect(Hint("東京 x").shown(columns: 4) == "東…")
        #expect(Hint(" {\n  n = count()").shown(columns: 40) == " {…")
        #expect(Hint("\n  n = count()").shown(columns: 40) == "…")
        #expect(Hint("where").shown(columns: 1) == "")
        #expect(Hint("   ").shown(columns: 9) == "")
    }

    @Test func givesItsWordsOneByOne() {
        #expect(Hint(" where recency < 30").firstWord == " where")
        #expect(Hint("ency < 30").firstWord == "ency")
        #expect(Hint(" < 30 and x").firstWord == " < 30")
        #expect(Hint(")").firstWord == ")")
    }
}

@Suite struct RemarkTests {
    @Test func leavesTheWordAtTheCursorAlone() {
        let buffer = EditBuffer("a recncy < 3", cursor: 8)
        func inlineDiagnostic(_ range: Range<Int>) -> InlineDiagnostic {
            InlineDiagnostic(range: range, severity: .error, message: "")
        }
        #expect(!inlineDiagnostic(2..<8).isBehindUs(in: buffer))
        #expect(inlineDiagnostic(0..<1).isBehindUs(in: buffer))
        #expect(!inlineDiagnostic(11..<12).isBehindUs(in: buffer))
        #expect(inlineDiagnostic(2..<8).isBehindUs(in: EditBuffer("a recncy < 3", cursor: 9)))
    }

    @Test func correctsAndKeepsTheCursorInItsPlace() throws {
        func applied(_ text: String, _ cursor: Int, _ edits: [(Range<Int>, String)]) -> EditBuffer? {
            Correction("", edits.map { Correction.Edit($0.0, $0.1) }).applied(to: EditBuffer(text, cursor: cursor))
        }
        #expect(applied("a == b", 6, [(2..<4, "=")]) == EditBuffer("a = b", cursor: 5))
        #expect(applied("a == b", 1, [(2..<4, "=")]) == EditBuffer("a = b", cursor: 1))
        #expect(applied("a && b", 3, [(2..<4, "and")]) == EditBuffer("a and b", cursor: 5))
        #expect(applied("東 == é", 6, [(4..<6, "=")]) == EditBuffer("東 = é", cursor: 5))
        #expect(applied("a b", 3, [(0..<1, "xx"), (2..<3, "yy")]) == EditBuffer("xx yy", cursor: 5))
        #expect(applied("abc", 3, [(0..<2, "x"), (1..<3, "y")]) == nil, "overlapping")
        #expect(applied("abc", 3, [(2..<9, "x")]) == nil)
        #expect(applied("東", 1, [(0..<1, "x")]) == nil, "half a character")
    }
}

@Suite struct StatusRowTests {
    init() throws {
        try #require(TextLocale.establish(), "the width of characters needs a UTF-8 locale")
    }

    private func row(_ message: String?, correction: String? = nil, fact: String? = nil, columns: Int) -> String {
        let inlineDiagnostic = message.map {
            InlineDiagnostic(
                range: 0..<1, severity: .error, message: $0, correction: correction.map { Correction($0, []) })
        }
        return StatusRow(inlineDiagnostic: inlineDiagnostic, fact: fact).cells(columns: columns, isColored: true).map(
            \.text
        ).joined()
    }

    @Test func putsTheFactAtTheRightEdge() {
        #expect(row(nil, fact: "7 customers", columns: 20) == "        7 customers")
        #expect(row("W1: x", fact: "7 customers", columns: 20) == "W1: x   7 customers")
        #expect(row("W1: xxxx", fact: "7 customers", columns: 20) == "W1: xxxx", "it gives way")
        #expect(row(nil, fact: "7 customers", columns: 10) == "")
    }

    @Test func cutsTheMessageAndNotTheKey() {
        #expect(row("E1: wrong", correction: "do it", columns: 40) == "E1: wrong  Ctrl-O: do it")
        #expect(row("E1: there is much to say", correction: "do it", columns: 30) == "E1: there is …  Ctrl-O: do it")
        #expect(row("E1: there is much to say", correction: "do it", columns: 25) == "E1: there is much to say")
        #expect(row("E1: there is much to say", correction: "do it", columns: 21) == "E1: there is much t…")
        #expect(row("E1: 東京東京", columns: 10) == "E1: 東京…")
    }

    @Test func neverTakesTheLastColumn() {
        for columns in 0...60 {
            let cells = StatusRow(
                inlineDiagnostic: InlineDiagnostic(
                    range: 0..<1, severity: .warning, message: "E1: 東京 is not 名前 of x",
                    correction: Correction("write `東`", [])), fact: "4,110 customers"
            )
                .cells(columns: columns, isColored: false)
            #expect(cells.count <= max(columns - 1, 0))
            #expect(cells.allSatisfy { $0.style == nil })
        }
    }
}

@Suite struct UndoHistoryTests {
    /// What is undone, from the end, after these texts, with the cursor at their ends or where `|` is.
    private func undone(_ texts: [String]) -> [String] {
        var history = UndoHistory()
        for text in texts {
            let cursor = text.unicodeScalars.firstIndex(of: "|").map {
                text.unicodeScalars.distance(from: text.unicodeScalars.startIndex, to: $0)
            }
            let scalars = text.unicodeScalars.filter { $0 != "|" }
            history.note(EditBuffer(scalars: Array(scalars), cursor: cursor ?? scalars.count))
        }
        var found: [String] = []
        while let state = history.undo() { found.append(state.text) }
        return found
    }

    @Test func takesAWordForOneStep() {
        #expect(undone(["", "a", "ab", "ab ", "ab c", "ab cd"]) == ["ab ", "ab", ""])
    }

    @Test func takesDeletionsForOneStep() {
        #expect(undone(["abc", "ab", "a"]) == ["abc"])
        #expect(undone(["", "a", "ab", "a"]) == ["ab", ""])
    }

    @Test func takesEveryOtherChangeForAStep() {
        #expect(undone(["", "a == b", "a = b"]) == ["a == b", ""])
        #expect(undone(["", "a", "|a", "x|a"]) == ["a", ""])
    }

    @Test func movingIsNoStep() {
        #expect(undone(["ab", "a|b", "|ab"]) == [])
    }
}

@Suite struct IdleQuestionTests {
    @Test func answersOnAThreadOfItsOwn() throws {
        let thread = try #require(IdleThread(IdleTask(answer: { "7" }, cancel: {})))
        #expect(thread.end(cancelling: false) == "7")
    }

    @Test func isCancelledAsOftenAsItTakes() throws {
        let requests = Requests()
        let thread = try #require(IdleThread(IdleTask(
            answer: {
                while requests.count < 3 {}
                return "late"
            },
            cancel: { requests.count += 1 })))
        #expect(thread.end(cancelling: true) == nil)
        #expect(requests.count >= 3)
    }

    private final class Requests: Sendable {
        private let stored = Mutex(0)
        var count: Int {
            get { stored.withLock { $0 } }
            set { stored.withLock { $0 = newValue } }
        }
    }
}

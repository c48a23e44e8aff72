import Output
import Syntax
import Testing

/// Against what `diff -u` writes.
struct UnifiedDiffTests {
    private func diff(_ text: String, _ edits: [(Range<Int>, String)]) -> String {
        let source = SourceText(id: SourceID(0), name: "a", text: text)
        let edits = edits.map {
            Diagnostic.Edit(SourceSpan(source: source.id, utf8Start: $0.0.lowerBound, utf8End: $0.0.upperBound), $0.1)
        }
        return String(decoding: UnifiedDiff(source, edits).bytes(old: "a", new: "b"), as: UTF8.self)
    }

    private let ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"

    @Test func nothing() {
        #expect(diff(ten, []) == "")
        #expect(diff(ten, [(0..<1, "1")]) == "")
        #expect(diff("", []) == "")
    }

    @Test func aLineInTheMiddle() {
        #expect(diff(ten, [(8..<9, "five")]) == "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n")
    }

    @Test func linesThatComeAndGo() {
        #expect(diff(ten, [(0..<0, "0\n")]) == "--- a\n+++ b\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n")
        #expect(diff(ten, [(18..<21, "")]) == "--- a\n+++ b\n@@ -7,4 +7,3 @@\n 7\n 8\n 9\n-10\n")
        #expect(diff("", [(0..<0, "a\n")]) == "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n")
        #expect(diff("a\n", [(0..<2, "")]) == "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n")
    }

    @Test func theLastLineWithoutItsEnd() {
        #expect(diff("a", [(1..<1, "\n")]) == "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n")
        #expect(
            diff("a\nb", [(0..<1, "c")]) == "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n")
    }

    /// Two changes with six lines between them are one hunk, with seven they are two.
    @Test func hunks() {
        let lines = (1...20).map { String($0 + 10) }.joined(separator: "\n") + "\n"
        #expect(diff(lines, [(0..<2, "x"), (21..<23, "y")]).split(separator: "\n").count { $0.hasPrefix("@@") } == 1)
        let two = diff(lines, [(0..<2, "x\nx"), (24..<26, "y")])
        #expect(two.contains("@@ -1,4 +1,5 @@") && two.contains("@@ -6,7 +7,7 @@"))
    }

    @Test func editsOfOneLine() {
        #expect(diff("a b c\n", [(0..<1, "x"), (4..<5, "z")]) == "--- a\n+++ b\n@@ -1 +1 @@\n-a b c\n+x b z\n")
    }
}

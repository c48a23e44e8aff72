@testable import REPL
import Output
import Testing

/// The arguments of commands: their words, and what `.last` makes of them.
struct ArgumentTests {
    @Test(arguments: [
        ("", [String]()),
        ("  vip   audience.cq ", ["vip", "audience.cq"]),
        (#""my segment" 'a file.cq'"#, ["my segment", "a file.cq"]),
        (#"a"b c"d 'say "hi"'"#, ["ab cd", #"say "hi""#]),
        (#"C:\x \"#, [#"C:\x"#, #"\"#]),
        (#""" x"#, ["", "x"]),
        ("東京 ü", ["東京", "ü"]),
    ])
    func words(_ text: String, _ expected: [String]) {
        #expect(ArgumentWords.all(text) == expected)
    }

    @Test func theOpenWordIsWhatCompletionReplaces() {
        let words = ArgumentWords(#".import 'my fi"#)
        #expect(words.complete == [".import"] && words.open == "my fi" && words.openStart == 8)
        let blank = ArgumentWords("東 ")
        #expect(blank.complete == ["東"] && blank.open == "" && blank.openStart == 4)
    }

    @Test(arguments: ["plain", "two words", "it's", #"say "hi""#])
    func quotedWordsAreReadAsTheyWere(_ word: String) {
        #expect(ArgumentWords.all(ArgumentWords.quoted(word)) == [word])
    }

    @Test func whatLastIsAskedFor() throws {
        #expect(try LastRequest("", home: nil).destination == .screen)
        #expect(try LastRequest("csv", home: nil).format == .csv)
        #expect(try LastRequest("json|jq '.[] > 3'", home: nil).destination == .command("jq '.[] > 3'"))
        #expect(try LastRequest("> ~/x.csv", home: "/home/ana").destination == .file("/home/ana/x.csv"))
        #expect(try LastRequest(">'a | b.csv'", home: nil).destination == .file("a | b.csv"))
        for wrong in ["xml", "csv |", ">", ">> x", "> a b", "csv tsv"] {
            #expect(throws: CommandError.self) { try LastRequest(wrong, home: nil) }
        }
    }
}

/// How many rows of a screen a text takes.
struct ScreenMeasureTests {
    @Test(arguments: [
        ("", 0), ("a", 0), ("a\n", 1), ("\n\n", 2),
        ("1234567890\n", 1), ("12345678901\n", 2),
        ("\u{1B}[1m1234567890\u{1B}[0m\n", 1),
        ("──────────\n", 1),
    ])
    func rows(_ text: String, _ expected: Int) {
        var whole = ScreenMeasure(columns: 10), bytewise = ScreenMeasure(columns: 10)
        whole.add(Array(text.utf8))
        for byte in text.utf8 { bytewise.add([byte]) }
        #expect(whole.rows == expected && bytewise.rows == expected)
    }
}

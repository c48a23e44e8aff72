@testable import REPL
import Glibc
import LanguageService
import Testing

/// Texts of statements and commands.
struct PromptScriptTests {
    private func parts(_ text: String) -> [PromptScript.Part] {
        PromptScript(text, isComplete: LanguageService.isComplete).parts
    }

    @Test func linesThatAreCommandsDivideTheStatements() {
        #expect(
            parts("from a\n.last csv\n\nfrom b\n") == [
                .statements(text: "from a\n"), .command(".last csv", line: 2), .statements(text: "\n\n\nfrom b\n\n")
            ])
        #expect(parts(".help") == [.command(".help", line: 1)])
        #expect(parts("\n\n").isEmpty)
    }

    @Test func aPathThatGoesOnIsNoCommand() {
        // An unfinished statement, and a word that is the name of no command.
        #expect(parts("from a | select m\n.aov") == [.statements(text: "from a | select m\n.aov\n")])
        #expect(parts("segment where a and\n.last") == [.statements(text: "segment where a and\n.last\n")])
        #expect(!PromptScript("from a\n  .last", isComplete: LanguageService.isComplete).hasCommands)
    }
}

/// What the declarations of commands and settings promise.
struct DotCommandTests {
    @Test func namesAreDifferentAndEachHasAnExample() {
        #expect(Set(DotCommand.all.map(\.name)).count == DotCommand.all.count)
        for command in DotCommand.all {
            #expect(command.name.hasPrefix(".") && !command.summary.hasSuffix("."), "\(command.name)")
            #expect(
                command.examples.allSatisfy { $0.line.hasPrefix(command.name) } && !command.examples.isEmpty,
                "\(command.name)")
            #expect(DotCommand.named(String(command.name.dropFirst()))?.name == command.name)
        }
    }

    @Test func allAreInTheDocument() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let document = String(decoding: try InputFile.read(path: root + "/docs/prompt.md"), as: UTF8.self)
        for command in DotCommand.all { #expect(document.contains("`\(command.name)"), "\(command.name)") }
        for setting in Setting.all { #expect(document.contains("`\(setting.name)`"), "\(setting.name)") }
    }

    @Test(arguments: [30, 40, 80, 132])
    func helpFitsTheScreen(columns: Int) {
        var text = HelpText(columns: columns)
        for command in DotCommand.all {
            text.table([(command.name + " " + command.argument, command.summary)])
            text.paragraph("  " + command.details)
        }
        let longestWord = 34
        #expect(text.text.split(separator: "\n").allSatisfy { $0.count <= max(columns, longestWord) })
    }
}

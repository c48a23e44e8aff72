import Testing

/// What every file in Sources keeps to.
struct SourceRulesTests {
    static let files = SourceFile.all(in: "Sources").filter { $0.path.hasSuffix(".swift") }

    @Test func filesAreShort() {
        for file in SourceRulesTests.files {
            #expect(file.lines.count <= 450, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test(arguments: ["try!", "fatalError(", "as!", "preconditionFailure(", "TODO", "FIXME"])
    func nothingGivesUp(_ word: String) {
        for file in SourceRulesTests.files {
            for (number, line) in file.lines.enumerated() where SourceFile.code(line).contains(word) {
                Issue.record("\(file.path):\(number + 1) holds `\(word)`")
            }
        }
    }

    @Test(arguments: ["Utils", "Helpers", "Helper", "Manager", "Common", "Misc"])
    func fileNamesSayWhatIsInThem(_ word: String) {
        for file in SourceRulesTests.files {
            let name = file.path.split(separator: "/").last.map(String.init) ?? ""
            #expect(!name.hasSuffix(word + ".swift"), "\(file.path)")
        }
    }

    /// The principal file of each stage, which documents point to.
    @Test(arguments: [
        "Sources/Syntax/Lexing/Lexer.swift", "Sources/Syntax/Parsing/Parser.swift",
        "Sources/Syntax/Tree/SyntaxTree.swift",
        "Sources/Semantics/Binding/Binder.swift", "Sources/Semantics/Binding/ModelBinder.swift",
        "Sources/Planning/Lowering/Lowering.swift",
        "Sources/Planning/Optimizer.swift", "Sources/SQLGeneration/SQLGenerator.swift",
        "Sources/Importing/Importer.swift",
        "Sources/Engine/Session.swift", "Sources/Engine/Resources/standard.cq", "Sources/Engine/Resources/prelude.cq",
        "Sources/Output/ResultWriter.swift", "Sources/Running/ScriptRunner.swift"
    ])
    func stageFilesExist(_ path: String) { #expect(SourceFile.exists(path)) }

    /// Comments put the noun first: "The outputs of a batch", not "What is asked of a batch".
    @Test func commentsBeginWithWhatTheySpeakOf() {
        let riddles = ["What", "Of", "Who", "Whoever", "Nobody", "Everybody"].map { "/// \($0) " }
        for file in LayeringTests.files {
            for (number, line) in file.lines.enumerated() {
                let text = line.drop { $0 == " " }
                let isContinued = number > 0 && file.lines[number - 1].drop { $0 == " " }.hasPrefix("///")
                let isRiddle = !isContinued && riddles.contains { text.hasPrefix($0) }
                #expect(!isRiddle, "\(file.path):\(number + 1)")
            }
        }
    }

    /// A document that names a file in Sources names one that is there.
    @Test func filesThatDocumentsNameExist() {
        let documents =
            ["README.md", "CONTRIBUTING.md"].filter(SourceFile.exists)
            + SourceFile.names(in: "docs").filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        for document in documents {
            guard let text = try? SourceFile.text(document) else { continue }
            let words = text.split { " \n\t`()[]<>,;|\"".contains($0) }.map(String.init)
            for word in words
            where word.hasPrefix("Sources/") && !word.contains("*") && !word.contains("…") && !word.contains("{") {
                let path = word.split(separator: ":").first.map(String.init) ?? word
                let trimmed = path.hasSuffix(".") ? String(path.dropLast()) : path
                #expect(SourceFile.exists(trimmed), "\(document) names \(trimmed)")
            }
        }
    }

    /// One rule a file: each rule in the list has its own, and no other file is there.
    @Test func everyOptimizerRuleHasItsFile() throws {
        let listed = try SourceFile.text("Sources/Planning/Optimizer.swift").split(separator: "\n").map {
            $0.filter { $0 != " " }
        }
            .filter { $0.hasPrefix(".") && $0.hasSuffix(",") }.map { String($0.dropFirst().dropLast()).lowercased() }
        let files = SourceFile.names(in: "Sources/Planning/Rules").map { String($0.dropLast(6)).lowercased() }
        #expect(!files.isEmpty)
        #expect(Set(files) == Set(listed))
    }

    /// Nothing the product ships depends on a clock below the commands.
    @Test func onlyCommandsReadTheClock() {
        let clocks = ["CLOCK_REALTIME", "gettimeofday(", "time(nil)", "ContinuousClock", "SuspendingClock"]
        // A file's time of change is held against the clock that it was taken from. No answer depends on that.
        let reader = "Store/Database/FileStatus.swift"
        for file in SourceRulesTests.files
        where !["Commands", "REPL", "EditLine"].contains(file.target) && !file.path.hasSuffix(reader) {
            for (number, line) in file.lines.enumerated()
            where clocks.contains(where: { SourceFile.code(line).contains($0) }) {
                Issue.record("\(file.path):\(number + 1) reads the clock")
            }
        }
    }
}

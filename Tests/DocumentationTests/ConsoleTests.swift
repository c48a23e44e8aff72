import Glibc
import Testing

/// What the documentation shows a command to print is what it prints.
///
/// With CLIENTELE_UPDATE_DOCS=1 the documents are rewritten with what the commands print now, to be reviewed as a diff.
struct ConsoleTests {
    static let documents = MarkdownDocument.all.filter { $0.blocks.contains { $0.language == "console" } }.map(\.path)
    private let isUpdating = getenv("CLIENTELE_UPDATE_DOCS") != nil

    @Test(arguments: documents)
    func commandsPrintWhatIsShown(path: String) throws {
        let document = MarkdownDocument(path: path, text: try Repository.text(path))
        var lines = document.lines
        try DocumentedStores.inFolder { folder in
            var rewritten: [(range: Range<Int>, lines: [String])] = []
            for block in document.blocks where block.language == "console" {
                var steps: [[String]] = []
                for step in ConsoleBlock(block.lines).steps {
                    let output = try output(of: step, in: folder, at: "\(path):\(block.firstLine + 1)")
                    steps.append(step.lines + output)
                }
                rewritten.append(
                    (block.firstLine..<block.firstLine + block.lines.count, Array(steps.joined(separator: [""]))))
            }
            // From the last block to the first, so that a longer one moves none that is still to be replaced.
            for (range, block) in rewritten.reversed() { lines.replaceSubrange(range, with: block) }
        }
        if isUpdating { try Repository.write(lines.joined(separator: "\n"), to: path) }
    }

    /// What a step prints, held against what is shown; what is shown already where they differ in nothing but time.
    private func output(of step: ConsoleBlock.Step, in folder: String, at place: String) throws -> [String] {
        let printed = try TerminalProcess.run(step.command, in: folder).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        let (expected, found) = (ConsoleBlock.comparable(step.output), ConsoleBlock.comparable(printed))
        if !isUpdating {
            #expect(expected == found, "\(place): \(step.command)\nprints\n\(found.joined(separator: "\n"))")
        }
        var output = expected == found ? step.output : printed
        while output.last?.isEmpty == true { output.removeLast() }
        return output
    }

    @Test func thereIsSomethingToRun() {
        #expect(ConsoleTests.documents.contains("README.md"))
        #expect(ConsoleTests.documents.contains("docs/life-of-a-query.md"))
    }
}

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
            // From the last block to the first, so that a longer one moves none that is still to be rewritten.
            var rewritten: [(range: Range<Int>, lines: [String])] = []
            for block in document.blocks where block.language == "console" {
                var shownBlock: [String] = []
                for step in ConsoleBlock(block.lines).steps {
                    let shown = try TerminalProcess.run(step.command, in: folder).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                    let (expected, found) = (ConsoleBlock.comparable(step.output), ConsoleBlock.comparable(shown))
                    if !isUpdating {
                        #expect(expected == found, "\(path):\(block.firstLine + 1): \(step.command)\nprints\n\(found.joined(separator: "\n"))")
                    }
                    // The time that a command takes is not news.
                    var output = expected == found ? step.output : shown
                    while output.last?.isEmpty == true { output.removeLast() }
                    shownBlock += (shownBlock.isEmpty || ConsoleBlock(block.lines).steps.allSatisfy { $0.output.isEmpty } ? [] : [""]) + step.lines + output
                }
                rewritten.append((block.firstLine..<block.firstLine + block.lines.count, shownBlock))
            }
            for (range, block) in rewritten.reversed() { lines.replaceSubrange(range, with: block) }
        }
        if isUpdating { try Repository.write(lines.joined(separator: "\n"), to: path) }
    }

    @Test func thereIsSomethingToRun() {
        #expect(ConsoleTests.documents.contains("README.md"))
        #expect(ConsoleTests.documents.contains("docs/life-of-a-query.md"))
    }
}

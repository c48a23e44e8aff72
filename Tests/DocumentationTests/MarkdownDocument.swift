import Testing

/// A Markdown text as lines, and the fenced blocks in it.
///
/// These words behind a fence have a meaning to the tests:
///
///     clientele               a script; it compiles on the standard model
///     clientele error E0301   a script that earns exactly this code, once
///     clientele model         a model; it binds
///     clientele attached      a model of a database that Clientele did not make; it binds
///     clientele mapping       a mapping of a source; it can be read
///     console                 lines behind `$ ` are run, and print what stands below them
///     sh                      shown only; commands and options of `clientele` in it exist
struct MarkdownDocument {
    struct Block {
        /// The words behind the fence.
        var words: [String]
        /// Of the first line inside the fence, zero-based.
        var firstLine: Int
        var lines: [String]

        var language: String { words.first ?? "" }
        var text: String { lines.joined(separator: "\n") }
    }

    var path: String
    var lines: [String]
    var blocks: [Block]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        blocks = []
        var open: Block?
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = Block(
                        words: line.dropFirst(3).split(separator: " ").map(String.init), firstLine: number + 1,
                        lines: [])
                }
            } else {
                open?.lines.append(line)
            }
        }
    }

    /// Lines outside of the fenced blocks.
    var prose: [String] {
        var inside: Set<Int> = []
        for block in blocks { inside.formUnion((block.firstLine - 1)...(block.firstLine + block.lines.count)) }
        return lines.indices.filter { !inside.contains($0) }.map { lines[$0] }
    }

    static let all: [MarkdownDocument] = Repository.documents.compactMap { path in
        (try? Repository.text(path)).map { MarkdownDocument(path: path, text: $0) }
    }

    /// A block with its place, as an argument of a test.
    struct Place: Sendable, CustomTestStringConvertible {
        var path: String
        var line: Int
        var words: [String]
        var text: String
        var testDescription: String { "\(path):\(line)" }
    }

    static func places(_ language: String) -> [Place] {
        all.flatMap { document in
            document.blocks.filter { $0.language == language }.map {
                Place(path: document.path, line: $0.firstLine + 1, words: Array($0.words.dropFirst()), text: $0.text)
            }
        }
    }
}

/// A golden script: settings, then blocks of a text and what becomes of it.
///
///     store: tiny
///     as-of: 2026-06-30
///
///     === result diagnostics time-zone=Asia/Shanghai
///     -- Why the answer is what it is.
///     segment where recency < 30
///     --- result
///     id,name
///     --- diagnostics
///
/// `=== file lib/metrics.cq` and a text below it make a file that the blocks behind it can import.
///
/// Settings at the top hold for every block; `key=value` behind the tags of a block, for that block. Bytes, not text: a
/// script may hold what is no UTF-8.
struct ScriptFile {
    /// What can be asked of a text.
    enum Tag: String, CaseIterable {
        case tokens, tree, bound, plan, optimized, sql
        /// The rows of every question, as CSV.
        case result
        /// What there is to say about the results, as `diagnostics` says it.
        case notes
        /// As on a terminal, without colour.
        case diagnostics
        /// The diagnostics as `--error-format json` writes them.
        case json
        /// The text as `clientele fmt` lays it out.
        case formatted
    }

    struct Settings: Equatable {
        var store: String?
        var asOf: String?
        var timeZone: String?
        var parameters: [String: String] = [:]
        /// What can be imported, by path.
        var files: [String: [UInt8]] = [:]
        /// The path of the block's own text, where it plays a file.
        var path: String?

        mutating func set(_ key: String, _ value: String) -> Bool {
            switch key {
            case "store": store = value
            case "as-of": asOf = value
            case "time-zone": timeZone = value
            case "path": path = value
            case "param":
                let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { return false }
                parameters[String(parts[0])] = String(parts[1])
            default: return false
            }
            return true
        }
    }

    struct Block {
        var line: Int
        /// The line behind `=== `.
        var heading: String
        var tags: [Tag]
        var settings: Settings
        var source: [UInt8]
        var expected: [(tag: Tag, text: [UInt8])]
        /// The files that stand between the block before and this one.
        var filesBefore: [(path: String, text: [UInt8])] = []
    }

    struct Malformed: Error, CustomStringConvertible {
        let line: Int
        let reason: String
        var description: String { "line \(line): \(reason)" }
    }

    /// Everything above the first block, as it stands.
    private(set) var preamble: [UInt8] = []
    private(set) var blocks: [Block] = []

    init(_ bytes: [UInt8]) throws {
        var settings = Settings()
        var section = Section.preamble
        var files: [(path: String, text: [UInt8])] = []
        for (index, slice) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            let line = Array(slice)
            if line.starts(with: Array("=== file ".utf8)) {
                files.append((String(decoding: line.dropFirst(9), as: UTF8.self), []))
                section = .file
            } else if line.starts(with: Array("=== ".utf8)) {
                let heading = String(decoding: line.dropFirst(4), as: UTF8.self)
                for i in files.indices {
                    files[i].text = ScriptFile.trimmed(files[i].text)
                    settings.files[files[i].path] = files[i].text
                }
                blocks.append(try ScriptFile.block(heading, line: index + 1, settings))
                blocks[blocks.count - 1].filesBefore = files
                files = []
                section = .source
            } else if line.starts(with: Array("--- ".utf8)), !blocks.isEmpty {
                let word = String(decoding: line.dropFirst(4), as: UTF8.self)
                guard let tag = Tag(rawValue: word), blocks[blocks.count - 1].tags.contains(tag) else {
                    throw Malformed(line: index + 1, reason: "the block does not ask for `\(word)`")
                }
                blocks[blocks.count - 1].expected.append((tag, []))
                section = .expected
            } else if section == .file {
                files[files.count - 1].text += line + [UInt8(ascii: "\n")]
            } else {
                try take(line, index + 1, section, &settings)
            }
        }
        if let file = files.first {
            throw Malformed(line: 0, reason: "nothing imports \(file.path): a block has to follow it")
        }
        for i in blocks.indices {
            blocks[i].source = ScriptFile.trimmed(blocks[i].source)
            for j in blocks[i].expected.indices {
                blocks[i].expected[j].text = ScriptFile.trimmed(blocks[i].expected[j].text)
            }
        }
        preamble = ScriptFile.trimmed(preamble)
    }

    private enum Section { case preamble, file, source, expected }

    private mutating func take(_ line: [UInt8], _ number: Int, _ section: Section, _ settings: inout Settings) throws {
        let ended = line + [UInt8(ascii: "\n")]
        switch section {
        case .preamble:
            preamble += ended
            let text = String(decoding: line, as: UTF8.self)
            if text.isEmpty || text.hasPrefix("#") { return }
            let parts = text.split(separator: ": ", maxSplits: 1)
            guard parts.count == 2, settings.set(String(parts[0]), String(parts[1])) else {
                throw Malformed(
                    line: number, reason: "`\(text)` is no setting; comments above the first block start with #")
            }
        case .file: return
        case .source: blocks[blocks.count - 1].source += ended
        case .expected:
            let last = blocks[blocks.count - 1].expected.count - 1
            blocks[blocks.count - 1].expected[last].text += ended
        }
    }

    private static func block(_ heading: String, line: Int, _ shared: Settings) throws -> Block {
        var settings = shared
        var tags: [Tag] = []
        for word in heading.split(separator: " ") {
            if let tag = Tag(rawValue: String(word)) {
                tags.append(tag)
            } else {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, settings.set(String(parts[0]), String(parts[1])) else {
                    throw Malformed(line: line, reason: "unknown tag `\(word)`")
                }
            }
        }
        if tags.isEmpty { throw Malformed(line: line, reason: "the block asks for nothing") }
        return Block(line: line, heading: heading, tags: tags, settings: settings, source: [], expected: [])
    }

    /// Without empty lines at the end, and without the last line's end.
    static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes
    }

    /// The file with other expectations, one list per block.
    func rewritten(_ outputs: [[(tag: Tag, text: [UInt8])]]) -> [UInt8] {
        var bytes = preamble.isEmpty ? [] : preamble + Array("\n\n".utf8)
        for (index, (block, output)) in zip(blocks, outputs).enumerated() {
            for (path, text) in block.filesBefore {
                bytes += Array("=== file \(path)\n".utf8) + text + Array("\n\n".utf8)
            }
            bytes += Array("=== \(block.heading)\n".utf8) + block.source + Array("\n".utf8)
            for (tag, text) in output {
                bytes += Array("--- \(tag.rawValue)\n".utf8) + text + Array(text.isEmpty ? "".utf8 : "\n".utf8)
            }
            if index < blocks.count - 1 { bytes += Array("\n".utf8) }
        }
        return bytes
    }
}

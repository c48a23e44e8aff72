/// A `console` block: commands behind `$ `, their further lines behind `> `, and what each shows.
struct ConsoleBlock {
    struct Step {
        /// As it stands in the document, marks included.
        var lines: [String]
        var command: String
        var output: [String]
    }

    var steps: [Step] = []

    init(_ lines: [String]) {
        for line in lines {
            if line.hasPrefix("$ ") {
                steps.append(Step(lines: [line], command: String(line.dropFirst(2)), output: []))
            } else if line == ">" || line.hasPrefix("> "), let last = steps.indices.last, steps[last].output.isEmpty {
                steps[last].lines.append(line)
                steps[last].command += "\n" + line.dropFirst(2)
            } else if let last = steps.indices.last {
                steps[last].output.append(line)
            }
        }
    }

    /// Lines of a command's output as documentation has them: no empty ones at the end, no time that it took.
    static func comparable(_ lines: [String]) -> [String] {
        var lines = lines
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { line in
            var words = line.split(separator: " ", omittingEmptySubsequences: false)
            // At the end of the line, or before a remark.
            if let place = words.indices.dropLast(2).last(where: {
                words[$0] == "in" && ["µs", "ms", "s", "µs;", "ms;", "s;"].contains(words[$0 + 2])
            }) {
                words.replaceSubrange((place + 1)...(place + 2), with: ["…"])
            }
            return words.joined(separator: " ")
        }
    }
}

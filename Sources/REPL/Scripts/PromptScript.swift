import Syntax

/// A text of statements and commands of the prompt, as a file that is read at the start or as piped input has them.
///
/// A line that starts with a dot and the name of a command is one, where the statements before it are whole; so a path
/// that goes on in the next line is none. What stands between two commands is one script.
struct PromptScript {
    enum Part: Equatable {
        /// - Parameter text: with as many empty lines before it as the file has above, so that reports name the right
        ///   line.
        case statements(text: String)
        case command(String, line: Int)
    }

    private(set) var parts: [Part] = []

    init(_ text: String, isComplete: (String) -> Bool) {
        var gathered = "", linesBefore = 0
        func flush(_ parts: inout [Part]) {
            if !gathered.trimmingBlanks.isEmpty {
                parts.append(.statements(text: String(repeating: "\n", count: linesBefore) + gathered))
            }
        }
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("."), DotCommand.named(DotCommand.split(String(line)).name) != nil,
                gathered.trimmingBlanks.isEmpty || isComplete(gathered)
            {
                flush(&parts)
                parts.append(.command(String(line).trimmingBlanks, line: number + 1))
                (gathered, linesBefore) = ("", number + 1)
            } else {
                gathered += line + "\n"
            }
        }
        flush(&parts)
    }

    var hasCommands: Bool { parts.contains { if case .command = $0 { true } else { false } } }
}

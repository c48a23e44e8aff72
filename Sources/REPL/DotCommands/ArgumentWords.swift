/// The words of a command's argument: separated by blanks, in quotes where they hold some.
///
///     .save "my segment" 'a file.cq'    →  .save, my segment, a file.cq
///
/// Quotes of either kind may enclose the other; a backslash has no meaning, since names of files may hold one.
struct ArgumentWords {
    /// Words with something behind them.
    private(set) var complete: [String] = []
    /// The word that the text ends in, without its quotes; empty behind a blank.
    private(set) var open = ""
    /// Bytes before that word, and before its quote.
    private(set) var openStart = 0
    /// Bytes before each complete word.
    private var starts: [Int] = []

    /// All of them: those with something behind them, and the last.
    static func all(_ text: String) -> [String] {
        let words = ArgumentWords(text)
        return words.open.isEmpty && words.openStart == text.utf8.count ? words.complete : words.complete + [words.open]
    }

    init(_ text: String) {
        var quote: Character?
        var isInWord = false, place = 0
        func isQuote(_ character: Character) -> Bool { character == "\"" || character == "'" }
        for character in text {
            defer { place += character.utf8.count }
            if let current = quote {
                if character == current { quote = nil } else { open.append(character) }
            } else if character.isWhitespace {
                if isInWord {
                    complete.append(open)
                    starts.append(openStart)
                }
                (open, isInWord, openStart) = ("", false, place + character.utf8.count)
            } else {
                isInWord = true
                if isQuote(character) { quote = character } else { open.append(character) }
            }
        }
    }

    /// The place of what stands behind so many words.
    func statementStart(behind count: Int) -> Int {
        count < starts.count ? starts[count] : openStart
    }

    /// A word as it has to be typed to be one.
    static func quoted(_ word: String) -> String {
        guard word.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "'" }) else { return word }
        return word.contains("\"") ? "'\(word)'" : "\"\(word)\""
    }
}

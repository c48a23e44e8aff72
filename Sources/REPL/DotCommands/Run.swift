import Output

extension DotCommand {
    static let run = DotCommand(
        name: ".run", argument: "FILE [NAME=VALUE …]", summary: "run a script; what it defines stays", group: .scripts,
        details: "What the script imports is relative to it. A script with an error runs none of its statements.",
        examples: [
            (".run audience.cq", "asks what it asks"), (".run audience.cq min=500", "with a value for `param min`")
        ],
        candidates: { _, words in words.isEmpty ? .files : .none }
    ) { session, argument in
        let words = ArgumentWords.all(argument)
        guard let first = words.first else { throw CommandError("which script? write `.run FILE`") }
        var arguments: [String: String] = [:]
        for word in words.dropFirst() {
            guard let sign = word.firstIndex(of: "="), sign > word.startIndex else {
                throw CommandError("`\(word)` gives no parameter a value: write `.run FILE name=value`")
            }
            arguments[String(word[..<sign])] = String(word[word.index(after: sign)...])
        }
        let path = FileNames.expanded(first, home: session.promptEnvironment.home)
        let text = String(decoding: try InputFile.read(path: path), as: UTF8.self)
        session.memory.scriptPath = path
        session.answer(text, name: path, path: path, arguments: arguments.isEmpty ? nil : arguments)
    }
}

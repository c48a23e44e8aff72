/// What a command can't do, in words for whoever typed it.
struct CommandError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

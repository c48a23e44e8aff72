/// A command's error, in words for the user.
struct CommandError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

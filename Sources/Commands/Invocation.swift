import ArgumentParser
import Engine
import Glibc
import Output
import Semantics
import Store
import Syntax

/// The arguments of the program, and which command they ask for.
struct Invocation {
    private let arguments: [String]
    /// The command that the first argument names; nil where it names none, which is the prompt's case.
    private let named: (any ParsableCommand.Type)?
    /// The arguments of that command.
    private let own: [String]

    init(_ arguments: [String]) {
        self.arguments = arguments
        let first = arguments.first
        named = Invocation.commands.first { $0.configuration.commandName == first }
        own = named == nil ? arguments : Array(arguments.dropFirst())
    }

    private static var commands: [any ParsableCommand.Type] { ClienteleCommand.configuration.subcommands }
    private static var shownNames: [String] {
        commands.map { $0.configuration }.filter { $0.shouldDisplay }.compactMap { $0.commandName }
    }

    /// How errors are written; known before the options are parsed, for errors in them.
    var errorFormat: Reporter.Format {
        let isJSON = arguments.contains("--error-format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--error-format" && $1 == "json" }
        return isJSON ? .json : .text
    }

    /// The command, with its options.
    ///
    /// The arguments are parsed by that command alone where they can be: to parse them as the root's takes looking at the
    /// options of all commands, which is as much work as answering a question about a small store. What is not plainly
    /// a command (help, the version, mistakes) is the root's to deal with.
    func parse() throws -> any ParsableCommand {
        try checkFirstArgument()
        let type: any ParsableCommand.Type = named ?? PromptCommand.self
        if let command = try? type.parseAsRoot(own), Swift.type(of: command) == type { return command }
        return try ClienteleCommand.parseAsRoot(arguments)
    }

    /// The first argument is a store unless it names a command, so a misspelt command would be a store that is not there.
    private func checkFirstArgument() throws(Failure) {
        guard named == nil, let first = arguments.first, first != "help", !first.hasPrefix("-"), access(first, F_OK) != 0 else { return }
        let closest = EditDistance.closest(to: first, in: Invocation.shownNames)
        throw Failure(.noSuchStore, "there is no file \(first)", notes: [
            closest.map { "did you mean the command `\($0)`?" } ?? "`clientele generate \(first)` makes a store to try, `clientele init \(first)` an empty one",
            "the commands are \(Invocation.shownNames.joined(separator: ", ")); `clientele --help` says more",
        ])
    }

    /// What is wrong with the arguments, and how they should be.
    func misuse(_ error: any Error) -> Failure {
        var message = ClienteleCommand.message(for: error)
        // The library reports a missing argument rather than the unknown option that may be the cause.
        if message.hasPrefix("Missing expected argument"), arguments.contains(where: { $0.utf8.count > 1 && $0.hasPrefix("-") }) {
            do { _ = try ClienteleCommand.parseAsRoot(arguments + ["-"]) } catch {
                let other = ClienteleCommand.message(for: error)
                if other.hasPrefix("Unknown option") { message = other }
            }
        }
        let command = named ?? PromptCommand.self
        let usage = (command.configuration.usage ?? "").split(separator: "\n").map { "usage: \($0)" }
        let more = named == nil ? "clientele --help" : "clientele \(command.configuration.commandName ?? "") --help"
        var notes = usage + ["`\(more)` says more"]
        if named == nil, message.hasPrefix("Unexpected argument"), let store = arguments.first {
            notes.insert("one question is asked with: clientele query -s \(store) 'TEXT'", at: 0)
        }
        // A list of values comes a line each.
        let lines = message.split(separator: "\n").map { $0.hasPrefix("  - ") ? $0.dropFirst(4) : $0 }
        let sentence = ([lines.prefix(1).joined()] + [lines.dropFirst().joined(separator: ", ")]).filter { !$0.isEmpty }.joined(separator: " ")
        return Failure(.badArgument, sentence.prefix(1).lowercased() + sentence.dropFirst(), notes: notes)
    }
}

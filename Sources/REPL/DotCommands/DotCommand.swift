import EditLine
import Engine
import Running
import Output
import Output
import Semantics

/// A command to the prompt itself; it starts with a dot, which no statement does.
///
/// Each is a value in a file of its own. Adding one adds a file here and its name to `all`: `.help`, completion and the
/// documentation's test read the rest from the declaration.
struct DotCommand: Sendable {
    enum Outcome { case done, failed(ExitStatus), leave }

    /// The headings of `.help`, in its order.
    enum Group: String, CaseIterable {
        case answers = "The last question"
        case scripts = "Scripts"
        case names = "What can be asked"
        case settings = "Settings"
        case session = "The session"
    }

    /// With the dot.
    let name: String
    /// As help spells it; empty where it takes none.
    var argument = ""
    /// A few words, without a full stop.
    let summary: String
    let group: Group
    /// Text of its page below the summary: one paragraph, regardless of line breaks.
    var details = ""
    /// Lines that could be typed, with what each does.
    let examples: [(line: String, meaning: String)]
    /// Candidates behind the words that are there already.
    var candidates: @Sendable (PromptSession, _ words: [String]) -> ArgumentCandidates = { _, _ in .none }
    /// Whether the session ends with it.
    var leaves = false
    /// - Throws: `CommandError`, `Failure`, and what a `ByteSink` throws: it is reported, and the session goes on.
    let run: @Sendable (PromptSession, _ argument: String) throws -> Void

    static let all: [DotCommand] = [
        last, why, explain, sql,
        save, saveOver, edit, run,
        show, describe, fields, metrics, segments, measures, params,
        set, format, timing,
        open, importRecords, history, help, exit,
    ]

    /// The command of a name, with its dot or without.
    static func named(_ name: String) -> DotCommand? {
        let name = name.hasPrefix(".") ? name : "." + name
        return all.first { $0.name == (synonyms[name] ?? name) }
    }

    /// Other prompts' names for some commands.
    private static let synonyms = [".quit": ".exit", ".q": ".exit", ".h": ".help"]

    static func run(_ text: String, in session: PromptSession) -> Outcome {
        let (name, argument) = split(text)
        guard let command = named(name) else {
            session.reporter.remark("there is no command `\(name)`" + suggestion(for: name))
            return .failed(.usageError)
        }
        do {
            try Interruption.whileRunning(session.session.interrupter) { try command.run(session, argument) }
            return command.leaves ? .leave : .done
        } catch let refusal as CommandError {
            // Diagnostics have said it already where it is empty.
            if !refusal.message.isEmpty { session.reporter.remark(refusal.message) }
            return .failed(.usageError)
        } catch let failure as Failure {
            session.reporter.report(failure)
            return .failed(ExitStatus(failure))
        } catch {
            session.couldNotWrite(error)
            return .failed(.failure)
        }
    }

    static func suggestion(for name: String) -> String {
        EditDistance.closest(to: name, in: all.map(\.name)).map { "; did you mean `\($0)`?" } ?? "; `.help` lists them"
    }

    /// The name, and what stands behind it.
    static func split(_ text: String) -> (name: String, argument: String) {
        let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        return (words.first.map(String.init) ?? ".", words.count > 1 ? String(words[1]).trimmingBlanks : "")
    }
}

import ArgumentParser
import Engine
import Glibc
import Model
import Output
import REPL
import Syntax

extension OutputFormat: ExpressibleByArgument {}
extension Reporter.Format: ExpressibleByArgument {}

/// How errors are written; known before a command runs, for errors that come from parsing its options.
enum ErrorFormat {
    static var current: Reporter.Format {
        let arguments = CommandLine.arguments
        let isJSON = arguments.contains("--error-format=json") || zip(arguments, arguments.dropFirst()).contains { $0 == "--error-format" && $1 == "json" }
        return isJSON ? .json : .text
    }
}

/// Which store, as of when.
struct StoreOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The store to ask (default: $CLIENTELE_STORE).", valueName: "store"))
    var store: String?

    @Option(name: .long, help: ArgumentHelp("The store is an existing SQLite database, and this file says what its tables mean.", valueName: "file"))
    var model: String?

    @Option(name: .long, help: ArgumentHelp("ISO 4217 code of an existing database's amounts (default: the model's, else USD).", valueName: "code"))
    var currency: String?

    @Option(name: .long, help: ArgumentHelp("Answer as of the end of a day, or as of a time (default: now).", valueName: "date"))
    var asOf: String?

    @Option(name: .long, help: ArgumentHelp("What a day is: an IANA time zone (default: the store's).", valueName: "zone"))
    var timeZone: String?

    @Option(name: .long, help: "How errors are written: text or json.")
    var errorFormat = Reporter.Format.text

    var reporter: Reporter { Reporter(format: errorFormat) }

    var settings: Session.Settings { Session.Settings(asOf: asOf, timeZone: timeZone, currency: currency, now: WallClock.now) }

    /// The store that was named, or the one in the environment.
    func path(_ positional: String? = nil) throws -> String {
        if let path = positional ?? store ?? Environment.variable("CLIENTELE_STORE") { return path }
        throw Failure(.noStore, "no store is named", notes: ["name one with `-s STORE` or in $CLIENTELE_STORE", "`clientele init STORE` makes one"])
    }

    func open(_ positional: String? = nil) throws -> Session {
        let path = try path(positional)
        guard let model else {
            guard currency == nil else { throw Failure(.badArgument, "--currency is for databases that are given with --model", notes: ["a store knows its own currency"]) }
            return try Session(path: path, settings: settings)
        }
        let attachment = try Attachment(path: path, modelName: model, modelText: InputFile.read(path: model), settings: settings)
        reporter.report(attachment.diagnostics, sources: attachment.sources)
        return try Session(attachment, settings: settings)
    }
}

/// How results are written.
struct OutputOptions: ParsableArguments {
    @Option(name: .long, help: "table, csv, tsv, json, jsonl or markdown (default: table on a terminal, csv otherwise).")
    var format: OutputFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write results to a file; its name's ending chooses the format.", valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "Say how long each question took.")
    var timing = false

    /// On a terminal: an aligned table of what fits. In a pipe or a file: everything, nothing else.
    func presenter() throws -> ResultPresenter {
        guard let output else {
            let terminal = Terminal.standardOutput
            let chosen = format ?? (terminal.isTerminal ? .table : .csv)
            return ResultPresenter(format: chosen, style: OutputOptions.style(terminal), sink: ByteSink(fileDescriptor: STDOUT_FILENO), showsTiming: timing)
        }
        let descriptor = Glibc.open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw Failure(.unreadableScript, "can't write \(output): \(String(cString: strerror(errno)))")
        }
        let chosen = format ?? OutputFormat(fileName: output) ?? .csv
        return ResultPresenter(format: chosen, style: .plain, sink: ByteSink(fileDescriptor: descriptor), showsTiming: timing)
    }

    var writesToTerminal: Bool { output == nil && Terminal.standardOutput.isTerminal }

    /// As many rows as stand on the screen with a heading and what is said below.
    static func style(_ terminal: Terminal) -> TableStyle {
        guard terminal.isTerminal else { return .plain }
        return TableStyle(maximumWidth: terminal.columns, maximumRows: max(10, (terminal.rows ?? 24) - 6), isColored: terminal.isColored)
    }
}

/// Values for a script's parameters.
struct ParameterOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("A value for a parameter of the script; repeatable.", valueName: "name=value"))
    var param: [String] = []

    func arguments() throws -> [String: String] {
        var values: [String: String] = [:]
        for text in param {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw Failure(.badArgument, "`--param \(text)` has no value", notes: ["write --param name=value"])
            }
            values[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        return values
    }
}

/// The clock, read here and nowhere else.
enum WallClock {
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * Instant.microsecondsPerSecond + Int64(time.tv_nsec) / 1000)
    }

    /// Seconds on a clock that never goes back.
    static var monotonicSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

enum Environment {
    /// nil where the variable is not set or empty.
    static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}

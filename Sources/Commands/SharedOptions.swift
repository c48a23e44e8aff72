import ArgumentParser
import Engine
import Glibc
import Model
import Output
import REPL
import Syntax

/// Which store, as of when.
struct StoreOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The store to ask (default: $CLIENTELE_STORE).", valueName: "store"))
    var store: String?

    @Option(name: .long, help: ArgumentHelp("Answer as of the end of a day, or as of a time (default: now).", valueName: "date"))
    var asOf: String?

    @Option(name: .long, help: ArgumentHelp("What a day is: an IANA time zone (default: the store's).", valueName: "zone"))
    var timeZone: String?

    @Option(name: .long, help: ArgumentHelp("How errors are written (default: text).", valueName: "format"))
    var errorFormat: Reporter.Format?

    var reporter: Reporter { Reporter(format: errorFormat ?? .text) }

    var settings: Session.Settings { Session.Settings(asOf: asOf, timeZone: timeZone, now: WallClock.now) }

    /// The store that was named, or the one in the environment.
    func path(_ positional: String? = nil) throws -> String {
        if let path = positional ?? store ?? Environment.variable("CLIENTELE_STORE") { return path }
        throw Failure(.noStore, "no store is named", notes: ["name one with `-s STORE` or in $CLIENTELE_STORE", "`clientele init STORE` makes one; `clientele --help` says more"])
    }

    func open(_ positional: String? = nil) throws -> Session { try Session(path: path(positional), settings: settings) }
}

/// How results are written.
struct OutputOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("How results are written (default: table on a terminal, csv otherwise).", valueName: "format"))
    var format: OutputFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write results to a file, which is replaced when all went well; its name's ending chooses the format.", valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "Say how long each question took.")
    var timing = false

    /// On a terminal: an aligned table of what fits. In a pipe or a file: everything, nothing else.
    ///
    /// - Parameter file: what `-o` names, opened.
    func presenter(writingTo file: OutputFile?) -> ResultPresenter {
        guard let output, let file else {
            let terminal = Terminal.standardOutput
            return ResultPresenter(format: format ?? (terminal.isTerminal ? .table : .csv), style: OutputOptions.style(terminal),
                                   sink: ByteSink(fileDescriptor: STDOUT_FILENO), showsTiming: timing)
        }
        return ResultPresenter(format: format ?? OutputFormat(fileName: output) ?? .csv, style: .plain,
                               sink: ByteSink(fileDescriptor: file.descriptor), showsTiming: timing)
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

import Engine
import Glibc
import Model
import Output
import REPL
import Snapshots
import Store
import Syntax

/// Which store, as of when, and how errors are written.
struct StoreOptions {
    let store: String?
    /// The file that says what the tables of an existing database mean; nil for a store of our own.
    let model: String?
    let settings: Session.Settings
    let reporter: Reporter
    private let progress: ProgressBar

    static let declarations = [
        OptionDeclaration(
            name: "store", letter: "s", value: "STORE", help: "the store to ask", otherwise: "$CLIENTELE_STORE"),
        OptionDeclaration(
            name: "model", value: "FILE",
            help: "what the tables of an existing SQLite database mean; STORE is that database, and is only read"),
        OptionDeclaration(
            name: "currency", value: "CODE", help: "with --model: ISO 4217 code of its amounts",
            otherwise: "the model's, else USD"),
        OptionDeclaration(
            name: "as-of", value: "DATE",
            help: "answer as of the end of a day or month, or as of a time: 2026-06-30, 2026-06, 2026-06-30T09:00",
            otherwise: "now"),
        OptionDeclaration(
            name: "time-zone", value: "ZONE", help: "what a day is: an IANA time zone", otherwise: "the store's"),
        OptionDeclaration(
            name: "engine", value: "ENGINE", help: "what works questions out",
            choices: ExecutionEngine.allCases.map(\.rawValue), otherwise: "columns"),
        noProgress,
        errorFormat
    ]

    static let errorFormat = OptionDeclaration(name: "error-format", value: "FORMAT", help: "how errors are written",
                                               choices: Reporter.Format.allCases.map(\.rawValue), otherwise: "text")

    static let noProgress = OptionDeclaration(name: "no-progress", help: "no progress bar")

    init(_ arguments: ParsedArguments) {
        store = arguments["store"]
        model = arguments["model"]
        var settings = Session.Settings(
            asOf: arguments["as-of"], timeZone: arguments["time-zone"], currency: arguments["currency"],
            now: WallClock.now,
            importReader: DiskImports())
        if let engine = arguments["engine"].flatMap({ ExecutionEngine(rawValue: $0) }) { settings.engine = engine }
        settings.threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let bar = ProgressBar(isShown: !arguments.has("no-progress"), patience: 0.3)
        settings.buildProgress = { StoreOptions.show($0, in: bar) }
        progress = bar
        self.settings = settings
        reporter = Reporter(arguments)
    }

    /// Says how far columns are that a question waits for. Most questions wait for none, or not for long.
    private static func show(_ progress: BuildProgress?, in bar: ProgressBar) {
        guard let progress else { return bar.clear() }
        bar.show(
            "building columns: \(progress.entity)", done: progress.done, of: progress.total,
            "\(grouped(progress.rows)) rows")
    }

    /// For work that Ctrl-C ends: what is shown of its progress is wiped.
    var lastWords: String { (progress.isShown ? ProgressBar.wiping : "") + reporter.text(of: Failure.interruption) }

    /// The store that was named, or the one in the environment.
    func path(_ positional: String? = nil) throws -> String {
        if let path = positional ?? store ?? ProcessEnvironment.variable("CLIENTELE_STORE") { return path }
        throw Failure(
            .noStore, "no store is named",
            notes: [
                "name one with `-s STORE` or in $CLIENTELE_STORE",
                "`clientele init STORE` makes one; `clientele --help` says more"
            ])
    }

    func open(_ positional: String? = nil) throws -> Session {
        if model == nil, settings.currency != nil {
            throw Failure(
                .badArgument, "--currency is for databases that are given with --model",
                notes: ["a store knows its own currency"])
        }
        return try open(path(positional), model: model, settings: settings)
    }

    /// - Parameter model: nil for a store, which has its own, as it has its own currency.
    func open(_ path: String, model: String?, settings: Session.Settings) throws -> Session {
        guard let model else {
            var settings = settings
            settings.currency = nil
            return try Session(path: path, settings: settings)
        }
        let attachment = try Attachment(
            path: path, modelName: model, modelText: InputFile.read(path: model), settings: settings)
        reporter.report(attachment.diagnostics, sources: attachment.sources)
        return try Session(attachment, settings: settings)
    }
}

extension Reporter {
    init(_ arguments: ParsedArguments) {
        self.init(format: arguments["error-format"].flatMap { Format(rawValue: $0) } ?? .text)
    }
}

/// How results are written.
struct OutputOptions {
    private let format: OutputFormat?
    let output: String?
    /// Whether `-o` names a folder.
    let writesFolder: Bool
    private let timing: Bool

    static let declarations = [
        OptionDeclaration(
            name: "format", value: "FORMAT", help: "how results are written",
            choices: OutputFormat.allCases.map(\.rawValue), otherwise: "table on a terminal, csv otherwise"),
        OptionDeclaration(
            name: "output", letter: "o", value: "FILE",
            help: """
                write results to a file, which is replaced when all went well; its name's ending chooses the format \
                (\(OutputFormat.ofOneResult.joined(separator: ", ")) take one result); of a script, DIR/ takes a file \
                for each result, csv unless --format says otherwise
                """),
        OptionDeclaration(name: "vertical", help: "the same as --format vertical: a line for each value of a row"),
        OptionDeclaration(name: "timing", help: "say how many rows there were and how long each question took")
    ]

    /// - Throws: E0809 where neither `--format` nor the name of the file says how to write it.
    init(_ arguments: ParsedArguments) throws(Failure) {
        output = arguments["output"]
        let named = arguments.has("vertical") ? .vertical : arguments["format"].flatMap { OutputFormat(rawValue: $0) }
        writesFolder = output.map { OutputFolder.isFolder($0) } ?? false
        let file = writesFolder ? nil : output
        format = if let named { named } else if let file { try OutputFormat.ofFile(named: file) } else { nil }
        timing = arguments.has("timing")
    }

    /// On a terminal: an aligned table of what fits. In a pipe or a file: everything, nothing else.
    ///
    /// - Parameter file: what `-o` names, opened.
    func presenter(writingTo file: OutputFile?) -> ResultPresenter {
        guard let output, let file else {
            if writesFolder {
                return ResultPresenter(
                    format: format ?? .csv, style: .plain, sink: ByteSink(fileDescriptor: STDOUT_FILENO),
                    showsTiming: timing)
            }
            let terminal = Terminal.standardOutput
            return ResultPresenter(
                format: format ?? (terminal.isTerminal ? .table : .csv), style: OutputOptions.style(terminal),
                sink: ByteSink(fileDescriptor: STDOUT_FILENO), showsTiming: timing)
        }
        let sink = ByteSink(fileDescriptor: file.descriptor)
        var presenter = ResultPresenter(format: format ?? .csv, style: .plain, sink: sink, showsTiming: timing)
        // Pipes and devices are read by someone who knows what comes, as standard output is.
        if file.isRegular { presenter.file = ResultFile(name: output) }
        return presenter
    }

    var writesToTerminal: Bool { output == nil && Terminal.standardOutput.isTerminal }

    /// As many rows as stand on the screen with a heading and what is said below.
    static func style(_ terminal: Terminal) -> TableStyle {
        guard terminal.isTerminal else { return .plain }
        return TableStyle(
            maximumWidth: terminal.columns, maximumRows: max(10, (terminal.rows ?? 24) - 6),
            isColored: terminal.isColored,
            rowsHint: "`-o FILE` has all", columnsHint: "`-o FILE` has all")
    }
}

/// Values for a script's parameters.
enum ParameterOptions {
    static let declarations = [
        OptionDeclaration(
            name: "param", value: "NAME=VALUE",
            help: "a value for a parameter of the script; may be given several times")
    ]

    static func values(_ arguments: ParsedArguments) throws(Failure) -> [String: String] {
        var values: [String: String] = [:]
        for text in arguments.all("param") {
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

enum ProcessEnvironment {
    /// nil where the variable is not set or empty.
    static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// Whether a program of that name is on the path.
    static func hasProgram(_ name: String) -> Bool {
        (variable("PATH") ?? "").split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }
}

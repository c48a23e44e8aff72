import Engine
import Glibc
import Output

/// Shows results that are taller than the screen through a program such as `less`; others as they are.
///
/// While the pager has all that there is, or can take no more, Ctrl-C is its own; else it stops the question. However
/// it ends, the terminal is as it was before.
final class Pager: ResultSink {
    /// A line of the shell; nil: nothing is taken away from the screen.
    var command: String?
    private let clock: () -> Double
    private let reporter: Reporter
    /// Called before the pager gets the terminal.
    var willStart: () -> Void = {}
    /// A summary for the reader: the number of rows.
    private var title: String?

    /// Bytes of the current result that came before a pager was needed.
    private var held: [UInt8] = []
    private var measure = ScreenMeasure(columns: 80)
    private var running: Running?
    /// The person has left the pager: no more is wanted.
    private var isOver = false
    private var secondsWaited = 0.0

    private struct Running {
        let process: ShellProcess
        let modes: TerminalModes
    }

    init(command: String?, clock: @escaping () -> Double, reporter: Reporter) {
        self.command = command
        self.clock = clock
        self.reporter = reporter
    }

    func begin(_ title: String?) {
        self.title = title
        (held, isOver, secondsWaited) = ([], false, 0)
        measure = ScreenMeasure(columns: Terminal(fileDescriptor: STDOUT_FILENO).columns ?? 80)
    }

    func write(_ bytes: [UInt8]) throws {
        if isOver { throw ClosedPipe() }
        if running == nil {
            held += bytes
            measure.add(bytes)
            // A heading, what is said below a result and the next prompt fit as well.
            guard let command, measure.rows > Pager.screenRows - 2 else { return }
            let modes = TerminalModes.current()
            willStart()
            running = Running(process: try ShellProcess(command, additions: additions, readsFromUs: true), modes: modes)
            return try give(held)
        }
        try give(bytes)
    }

    private func give(_ bytes: [UInt8]) throws {
        guard let process = running?.process else { return }
        let start = clock()
        do { try Interruption.ignored { try process.write(bytes) } } catch {
            secondsWaited += clock() - start
            end()
            throw error
        }
        secondsWaited += clock() - start
    }

    func finish() -> Double {
        if running != nil {
            end()
        } else if !isOver, !held.isEmpty {
            // A terminal that takes no more is nobody's loss.
            try? ByteSink.write(held, to: STDOUT_FILENO)
        }
        held = []
        return secondsWaited
    }

    private func end() {
        guard let ended = running else { return }
        let start = clock()
        let ending = Interruption.ignored { ended.process.wait() }
        secondsWaited += clock() - start
        ended.modes.restore()
        (running, isOver) = (nil, true)
        switch ending {
        case .exited(126), .exited(127):
            try? ByteSink.write(Pager.firstLines(held, count: Pager.screenRows - 4), to: STDOUT_FILENO)
            reporter.remark(
                "the pager `\(command ?? "")` can't be run: \(ending.complaint ?? ""). Results are cut to the screen from now on; `.set pager less` asks for another"
            )
            command = nil
        case .killed(by: SIGINT), .killed(by: SIGPIPE): break
        case .killed:
            try? ByteSink.write(Array(TerminalModes.undoDrawing.utf8), to: STDOUT_FILENO)
            reporter.remark("the pager was \(ending.complaint ?? "killed")")
        case .exited: break
        }
    }

    /// Options for `less` where the user has set none: leave the screen as it is, let colours through, don't wrap; and
    /// a last row that names the keys, for users who don't know it.
    private var additions: [String: String] {
        if getenv("LESS") != nil { return [:] }
        let keys = measure.columns < 60 ? "q leaves" : "q leaves, space goes on, / searches"
        return ["LESS": "-FRSX -Ps\(title.map { $0 + ". " } ?? "")\(keys)$".replacingFullStops]
    }

    private static var screenRows: Int { Terminal(fileDescriptor: STDOUT_FILENO).rows ?? 24 }

    private static func firstLines(_ bytes: [UInt8], count: Int) -> [UInt8] {
        var lines = 0
        let end = bytes.firstIndex { byte in
            if byte == UInt8(ascii: "\n") { lines += 1 }
            return lines == max(1, count)
        }
        return Array(bytes[..<(end.map { $0 + 1 } ?? bytes.count)])
    }
}

extension String {
    /// A full stop has a meaning in the prompts of `less`.
    fileprivate var replacingFullStops: String {
        split(separator: ".", omittingEmptySubsequences: false).joined(separator: "\\.")
    }
}

/// How many rows of a screen a text takes, as it comes.
struct ScreenMeasure {
    let columns: Int
    private(set) var rows = 0
    private var column = 0
    private var isInEscape = false

    init(columns: Int) { self.columns = max(1, columns) }

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"):
                rows += 1 + max(0, column - 1) / columns
                (column, isInEscape) = (0, false)
            case 0x1B: isInEscape = true
            // Escapes of colours end in a letter; the bytes behind the first of a character take no column.
            case _ where isInEscape: isInEscape = !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            case 0x80...0xBF: break
            default: column += 1
            }
        }
    }
}

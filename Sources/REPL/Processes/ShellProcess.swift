import Concurrency
import Glibc
import Output

/// A line of the shell, running beside this process on the same terminal: what Ctrl-C sends to one it sends to both.
final class ShellProcess {
    enum Ending: Equatable {
        case exited(Int32)
        case killed(by: Int32)

        /// nil where all went well.
        var complaint: String? {
            switch self {
            case .exited(0): nil
            case .exited(127): "there is no such program (exit code 127)"
            case .exited(126): "it may not be run (exit code 126)"
            case .exited(let code): "exit code \(code)"
            case .killed(let signal): "killed by signal \(signal)"
            }
        }
    }

    private let process: pid_t
    /// Pipe to the process's standard input; nil where it reads the terminal, and once it is closed.
    private var input: Int32?

    /// - Parameters:
    ///   - arguments: `$1`, `$2`, … of the line.
    ///   - additions: variables that its environment has besides ours.
    ///   - readsFromUs: its standard input is what `write` gives it.
    /// - Throws: `CommandError`
    init(_ line: String, arguments: [String] = [], additions: [String: String] = [:], readsFromUs: Bool)
        throws(CommandError)
    {
        var ends: [Int32] = [-1, -1]
        if readsFromUs {
            guard pipe(&ends) == 0 else { throw ShellProcess.refusal(line, errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        defer { if ends[0] >= 0 { close(ends[0]) } }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if readsFromUs { posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO) }

        // A child must not ignore the signals that this process ignores (closed pipe, Ctrl-C while a pager shows).
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGPIPE, SIGXFSZ, SIGINT, SIGQUIT] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        // The shell waits for a program that has its own use for Ctrl-C; a handler, unlike ignoring, is not inherited.
        var words: [UnsafeMutablePointer<CChar>?] =
            (["sh", "-c", "trap : INT QUIT; " + line, "sh"] + arguments).map { strdup($0) } + [nil]
        var variables = ShellProcess.environment(additions).map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, "/bin/sh", &actions, &attributes, &words, &variables)
        guard code == 0 else {
            if ends[1] >= 0 { close(ends[1]) }
            throw ShellProcess.refusal(line, code)
        }
        process = identifier
        input = readsFromUs ? ends[1] : nil
        // A command that reads nothing must not hold up Ctrl-C.
        if readsFromUs { _ = fcntl(ends[1], F_SETFL, O_NONBLOCK) }
    }

    /// - Throws: `ClosedPipe` where the process reads no more, or it is cancelled; `WriteError` for the rest.
    func write(_ bytes: [UInt8], cancellation: CancellationToken = .never) throws {
        guard let input else { throw ClosedPipe() }
        try ByteSink.write(bytes, to: input, cancellation: cancellation)
    }

    /// The process finds the end of its input.
    func closeInput() {
        if let input { close(input) }
        input = nil
    }

    /// Waits for the end of the process.
    func wait() -> Ending {
        closeInput()
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return .exited(0) } // somebody else has waited for it
        }
        return ShellProcess.ending(status)
    }

    /// Waits for the end of the process, and makes it when `mustEnd`.
    ///
    /// It asks now and then: the signal that is to end the waiting may reach another thread.
    func wait(until mustEnd: () -> Bool) -> Ending {
        closeInput()
        var status: Int32 = 0, pause: UInt32 = 200
        while true {
            let found = waitpid(process, &status, WNOHANG)
            if found == process { return ShellProcess.ending(status) }
            guard found == 0 || errno == EINTR else { return .exited(0) }
            if mustEnd() { kill(process, SIGKILL) }
            usleep(pause)
            pause = min(pause * 2, 20_000)
        }
    }

    private static func ending(_ status: Int32) -> Ending {
        let signal = status & 0x7F, code = (status >> 8) & 0xFF
        if signal != 0 { return .killed(by: signal) }
        // The shell says so of the program that it waited for.
        return (129...192).contains(code) ? .killed(by: code - 128) : .exited(code)
    }

    private static func environment(_ additions: [String: String]) -> [String] {
        var variables: [String] = []
        var place = environ
        while let variable = place.pointee {
            let text = String(cString: variable)
            if !additions.keys.contains(where: { text.hasPrefix($0 + "=") }) { variables.append(text) }
            place += 1
        }
        // Input typed for the prompt that reaches `less` must neither write files nor run anything.
        if getenv("LESSSECURE") == nil { variables.append("LESSSECURE=1") }
        return variables + additions.map { "\($0.key)=\($0.value)" }
    }

    private static func refusal(_ line: String, _ code: Int32) -> CommandError {
        CommandError("can't start `\(line)`: \(String(cString: strerror(code)))")
    }
}

/// The terminal's modes before somebody else gets it, to put them back whatever that one did.
struct TerminalModes {
    private var modes: termios?

    static func current() -> TerminalModes {
        var modes = termios()
        return TerminalModes(modes: tcgetattr(STDIN_FILENO, &modes) == 0 ? modes : nil)
    }

    func restore() {
        guard var modes else { return }
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes)
    }

    /// Undoes the drawing of a killed process: leaves its other screen, if any, shows the cursor, resets the colours.
    static let undoDrawing = "\u{1B}[?1047l\u{1B}[?25h\u{1B}[?1l\u{1B}>\u{1B}[m"
}

import Glibc

/// Runs a shell command whose output is a terminal of 100 columns and 40 rows, as a reader of the documentation would.
enum TerminalProcess {
    struct Failure: Error, CustomStringConvertible {
        let what: String
        var description: String { "\(what): \(String(cString: strerror(errno)))" }
    }

    /// The folder with the programs of this build: the test bundle lies beside them. CLIENTELE_PROGRAMS names another
    /// one.
    static let programs: String = {
        if let folder = getenv("CLIENTELE_PROGRAMS") { return String(cString: folder) }
        var folder = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        while let last = folder.last, last != "/" { folder.removeLast() }
        return folder
    }()

    /// - Returns: everything that was shown, standard error included, lines ending in `\n`.
    static func run(_ command: String, in folder: String) throws -> String {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // What unlockpt and ptsname do (ioctl_tty(2)); the Glibc module does not have them.
        let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
        var lock: Int32 = 0, number: Int32 = 0
        guard terminal >= 0, ioctl(terminal, setLock, &lock) == 0, ioctl(terminal, getNumber, &number) == 0 else {
            throw Failure(what: "no pseudo-terminal")
        }
        defer { close(terminal) }
        var size = winsize(ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/pts/\(number)", O_WRONLY | O_NOCTTY, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let environment = ["PATH=\(programs):\(path)", "TERM=dumb", "LANG=C.UTF-8", "HOME=\(folder)"]
        let shell: [String] = ["bash", "-c", "cd '\(folder)' || exit\n\(command)"]
        var arguments: [UnsafeMutablePointer<CChar>?] = shell.map { word in strdup(word) }
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { word in strdup(word) }
        arguments.append(nil)
        variables.append(nil)
        defer { (arguments + variables).forEach { free($0) } }
        var process = pid_t()
        guard posix_spawnp(&process, "bash", &actions, nil, &arguments, &variables) == 0 else {
            throw Failure(what: "no bash")
        }

        var shown: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        // Reading fails once no process has the terminal open any more.
        while true {
            let count = read(terminal, &buffer, buffer.count)
            if count > 0 { shown += buffer[..<count] } else if count == 0 || errno != EINTR { break }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return String(decoding: shown.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
}

internal import Glibc

/// Notices that the process that started the server is gone, for clients that leave their end of the pipe open when
/// they die.
enum ParentWatch {
    private static let seconds: UInt32 = 2

    static func start(_ process: Int, _ inbox: Inbox) {
        guard let process = pid_t(exactly: process), process > 0 else { return }
        _ = ServerThread.start {
            // A process that may not be signalled is there all the same.
            while kill(process, 0) == 0 || errno != ESRCH { sleep(seconds) }
            inbox.end()
        }
    }
}

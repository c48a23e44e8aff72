import Output

/// One line on standard error that says how far something is; nothing at all where that is no terminal.
final class ProgressBar {
    private let isShown: Bool
    private let title: String
    private var lastShown = 0.0
    private var isDrawn = false

    init(isShown: Bool, title: String) {
        self.isShown = isShown && Terminal.standardError.isTerminal && Environment.variable("TERM") != "dumb"
        self.title = title
    }

    /// At most ten times a second.
    func show(done: Int64, of total: Int64?, _ detail: String) {
        guard isShown else { return }
        let now = WallClock.monotonicSeconds
        guard now - lastShown >= 0.1 else { return }
        lastShown = now
        isDrawn = true
        let bar = total.map { total -> String in
            let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
            let filled = Int(share * 20)
            return " [" + String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled) + "] \(Int(share * 100)) %"
        } ?? ""
        Reporter().say("\r\u{1B}[K\(title)\(bar) \(detail)")
    }

    func clear() {
        if isDrawn { Reporter().say("\r\u{1B}[K") }
        isDrawn = false
    }
}

import Concurrency
import Glibc
import Output
import Syntax

/// One line on standard error that says how far something is; nothing at all where that is no terminal.
///
/// May be used from several threads.
final class ProgressBar: Sendable {
    /// Takes the line off the terminal.
    static let wiping = "\r\u{1B}[K"

    let isShown: Bool
    /// Seconds that have to pass before anything is shown: what takes no longer needs no line.
    private let patience: Double
    private let state: Monitor<State>

    private struct State {
        var title: String
        var began: Double?
        var lastShown = 0.0
        var isDrawn = false
    }

    init(isShown: Bool, title: String = "", patience: Double = 0) {
        self.isShown = isShown && Terminal.standardError.isTerminal && ProcessEnvironment.variable("TERM") != "dumb"
        self.patience = patience
        state = Monitor(State(title: title))
    }

    /// At most ten times a second.
    ///
    /// - Parameter title: instead of the bar's own.
    func show(_ title: String? = nil, done: Int64, of total: Int64?, _ detail: String) {
        guard isShown else { return }
        state.locked { state in
            let now = WallClock.monotonicSeconds, began = state.began ?? now
            state.began = began
            guard now - began >= patience, now - state.lastShown >= 0.1 else { return }
            state.lastShown = now
            state.isDrawn = true
            let bar = total.map { total -> String in
                let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
                let filled = Int(share * 20)
                    return " [" + String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
                        + "] \(Int(share * 100)) %"
            } ?? ""
            Reporter().say(
                ProgressBar.wiping + ProgressBar.fitting(DisplayText.lines("\(title ?? state.title)\(bar) \(detail)")))
        }
    }

    func clear() {
        guard isShown else { return }
        state.locked { state in
            if state.isDrawn { Reporter().say(ProgressBar.wiping) }
            state.isDrawn = false
            state.began = nil
        }
    }

    /// As much as stands in one row: of a line that went on in the next one, a part would stay.
    private static func fitting(_ line: String) -> String {
        guard let columns = Terminal.standardErrorNow.columns, DisplayWidth.of(line) >= columns else { return line }
        var shown = ""
        for character in line {
            shown.append(character)
            if DisplayWidth.of(shown) >= columns {
                shown.removeLast()
                break
            }
        }
        return shown
    }
}

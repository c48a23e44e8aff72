package import Engine
package import Model
package import Output

/// The machine and the user, as given to a prompt: it reads neither environment nor clock itself.
package struct PromptEnvironment {
    /// nil to keep no history.
    package var historyPath: String?
    /// Statements and commands that come before the first prompt; nil for none.
    package var startupPath: String?
    /// The folder that `~/` stands for.
    package var home: String?
    /// Where files that nobody keeps may be.
    package var temporaryFolder = "/tmp"
    /// Whether results are shown on a terminal that can move its cursor.
    package var isOnScreen = false
    /// Whether standard output is a terminal, and results go there.
    package var writesToTerminal = false
    /// Whether a script may start programs; who sits at the prompt always may.
    package var allowsShell = false
    /// Lines of the shell; nil for none.
    package var pager: String?
    package var editor: String?
    /// Values for parameters that texts declare, by name.
    package var arguments: [String: String] = [:]
    /// Seconds on a clock that never goes back.
    package var clock: () -> Double
    /// The current time.
    package var now: () -> Instant
    /// The style that fits the terminal, which the user may have resized since.
    package var style: () -> TableStyle
    /// Opens a store, or a database that is none, with the file that says what its tables mean.
    package var open: (_ path: String, _ model: String?, Session.Settings) throws -> Session
    /// Such files, by the path of their database.
    package var models: [String: String] = [:]
    /// Takes records into a store as `clientele import` does, with its arguments.
    package var importRecords: (_ arguments: [String], _ store: String) throws -> Void

    package init(clock: @escaping () -> Double, now: @escaping () -> Instant, style: @escaping () -> TableStyle,
                 open: @escaping (_ path: String, _ model: String?, Session.Settings) throws -> Session,
                 importRecords: @escaping (_ arguments: [String], _ store: String) throws -> Void) {
        self.clock = clock
        self.now = now
        self.style = style
        self.open = open
        self.importRecords = importRecords
    }
}

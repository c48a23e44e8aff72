package import Engine
package import Output

/// What a prompt is told of the machine and of whoever sits there: it reads neither environment nor clock itself.
package struct PromptSurroundings {
    /// nil to keep no history.
    package var historyPath: String?
    /// What `~/` stands for.
    package var home: String?
    /// Seconds on a clock that never goes back.
    package var clock: () -> Double
    /// What fits on the terminal, which the user may have resized since.
    package var style: () -> TableStyle
    /// Opens a store.
    package var open: (_ path: String, Session.Settings) throws -> Session

    package init(historyPath: String?, home: String?, clock: @escaping () -> Double, style: @escaping () -> TableStyle,
                 open: @escaping (_ path: String, Session.Settings) throws -> Session) {
        self.historyPath = historyPath
        self.home = home
        self.clock = clock
        self.style = style
        self.open = open
    }
}

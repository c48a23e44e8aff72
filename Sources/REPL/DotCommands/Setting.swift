import Engine
import Model
import Output

/// Something that holds for the answers of a session until it is changed.
struct Setting: Sendable {
    let name: String
    /// Its effect and the values it takes.
    let meaning: String
    var candidates = ArgumentCandidates.none
    let value: @Sendable (PromptSession) -> String
    /// - Throws: `CommandError`, `Failure`: nothing has changed.
    let change: @Sendable (PromptSession, String) throws -> Void

    static let all: [Setting] = [asOf, timeZone, engine, format, pager, timing, audience]

    static func named(_ name: String) -> Setting? {
        all.first { $0.name == name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-") }
    }

    func showOrChange(_ value: String, in session: PromptSession) throws {
        if !value.isEmpty { try change(session, value) }
        if !value.isEmpty && session.isSilent { return }
        session.reporter.remark("\(name): \(self.value(session))")
    }

    private static func isOn(_ word: String, _ name: String) throws(CommandError) -> Bool {
        guard ["on", "off"].contains(word) else { throw CommandError("`\(name)` is on or off, not `\(word)`") }
        return word == "on"
    }

    // MARK: Each of them

    static let asOf = Setting(
        name: "as-of", meaning: "a day (its end), a month, a time, now or today", candidates: .words(["now", "today"]),
        value: { $0.session.asOfDescription }
    ) { session, value in
        try session.reopen { settings in
            (settings.asOf, settings.now) = (value == "now" ? nil : value, session.promptEnvironment.now())
        }
    }

    static let timeZone = Setting(
        name: "time-zone", meaning: "an IANA name, an offset, or store", candidates: .words(["store", "UTC"]),
        value: { $0.session.valueFormat.timeZone.name }
    ) { session, value in
        try session.reopen { $0.timeZone = value == "store" ? nil : value }
    }

    static let engine = Setting(
        name: "engine", meaning: ExecutionEngine.allCases.map(\.rawValue).joined(separator: " or "),
        candidates: .words(ExecutionEngine.allCases.map(\.rawValue)),
        value: { $0.session.engine.rawValue }
    ) { session, value in
        guard let engine = ExecutionEngine(rawValue: value) else {
            throw CommandError(
                "there is no engine `\(value)`: \(ExecutionEngine.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        session.session.engine = engine
    }

    static let format = Setting(
        name: "format", meaning: OutputFormat.allCases.map(\.rawValue).joined(separator: ", "),
        candidates: .words(OutputFormat.allCases.map(\.rawValue)),
        value: { $0.presenter.format.rawValue }
    ) { session, value in
        guard let format = OutputFormat(rawValue: value) else {
            throw CommandError(
                "there is no format `\(value)`: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        session.presenter.format = format
    }

    static let pager = Setting(
        name: "pager", meaning: "on, off (tall results are cut), or a command", candidates: .words(["on", "off"]),
        value: { session in session.pager.map { $0.command ?? "off" } ?? "off, since results go to no screen" }
    ) { session, value in
        guard let pager = session.pager else {
            throw CommandError("results go to no screen that a pager could show them on")
        }
        pager.command = value == "off" ? nil : value == "on" ? session.promptEnvironment.pager ?? "less" : value
    }

    static let timing = Setting(
        name: "timing", meaning: "on or off", candidates: .words(["on", "off"]),
        value: { $0.showsTime ? "on" : "off" }
    ) { session, value in session.showsTime = try isOn(value, "timing") }

    static let audience = Setting(
        name: "audience", meaning: "on or off: whether the store is asked while you type",
        candidates: .words(["on", "off"]), value: { $0.asksWhileTyping ? "on" : "off" }
    ) { session, value in session.asksWhileTyping = try isOn(value, "audience") }
}

extension PromptSession {
    /// The same store and definitions with other settings.
    ///
    /// - Throws: `Failure`: they make no sense, and all is as it was.
    fileprivate func reopen(_ change: (inout Session.Settings) -> Void) throws {
        guard let path = session.storePath else { throw CommandError("no store is open") }
        var settings = session.settings
        change(&settings)
        let reopened = try promptEnvironment.open(path, models[path], settings)
        reopened.reuse(session.context)
        reopened.engine = session.engine
        session = reopened
    }
}

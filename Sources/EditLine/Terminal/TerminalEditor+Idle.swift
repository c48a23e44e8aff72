/// The editor's work while the user pauses. Any key ends it at once.
extension TerminalEditor {
    /// Milliseconds without a key, each counted from the one before.
    private enum Pause {
        static let beforeDiagnostics: Int32 = 150
        static let beforeQuestion: Int32 = 250
        static let beforeUnsettledDiagnostics: Int32 = 600
        static let forAnswer: Int32 = 2_000
    }

    /// Returns when there is something to read, or when there is nothing left to do but wait.
    func useIdleTime() {
        guard tallTextTop == nil, !screen.isSlow, input.wait(milliseconds: Pause.beforeDiagnostics) == .timeout else {
            return
        }
        while screen.isCongested {
            guard input.wait(milliseconds: Pause.beforeDiagnostics) == .timeout else { return }
        }
        let buffer = libedit.buffer
        guard let diagnosticsOfText = language.inlineDiagnostics, !buffer.isBlank, !isSearching(buffer) else {
            return finishDrawing()
        }
        let text = buffer.text
        let inlineDiagnostics = diagnosticsOfText(text)
        let settled = inlineDiagnostics.filter { $0.isBehindUs(in: buffer) }
        assistance.show(settled, of: text)
        finishDrawing()

        if !inlineDiagnostics.contains(where: { $0.severity == .error }) {
            guard input.wait(milliseconds: Pause.beforeQuestion) == .timeout else { return }
            guard ask(about: text) else { return }
        }
        let certain = inlineDiagnostics.filter { $0.isBehindUs(in: buffer) || !$0.mayBecomeRight }
        if settled.count < certain.count {
            guard input.wait(milliseconds: Pause.beforeUnsettledDiagnostics) == .timeout else { return }
            assistance.show(certain, of: text)
            finishDrawing()
        }
    }

    /// False where a key came before the answer.
    private func ask(about text: String) -> Bool {
        guard !assistance.hasAsked(about: text), let question = language.idleQuestion?(text),
            let thread = IdleThread(question)
        else { return true }
        let wait = input.wait(milliseconds: Pause.forAnswer, for: thread.descriptor)
        let answer = thread.end(cancelling: wait != .other)
        guard wait != .input else { return false }
        assistance.show(fact: answer, of: text)
        finishDrawing()
        return true
    }

    // MARK: Hints

    func hint(for buffer: EditBuffer) -> Hint? {
        guard isColored, !screen.isSlow, buffer.cursor == buffer.scalars.count, !buffer.isBlank, !isSearching(buffer)
        else { return nil }
        let text = buffer.text
        return history.continuation(of: text, offering: language.isWorthOffering).map { Hint($0) }
            ?? language.hint?(text)
    }

    /// While libedit searches the history, a row behind the text says what for, and is part of the buffer.
    func isSearching(_ buffer: EditBuffer) -> Bool {
        guard buffer.scalars.contains("\n") else { return false }
        let lastRow = EditBuffer.text(of: buffer.scalars[buffer.row(around: buffer.scalars.count).lowerBound...])
        return ["bck:", "bck?", "fwd:", "fwd?"].contains(where: lastRow.hasPrefix)
            || libedit.usesVi && ["/", "?"].contains(where: lastRow.hasPrefix)
    }
}

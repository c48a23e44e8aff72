internal import CEditLine

/// Keys that take what the editor offers.
extension TerminalEditor {
    /// Right: the hint where one stands at the cursor, otherwise a character on.
    func right() -> UInt8 {
        accept { $0.text } ?? pass(to: .nextCharacter)
    }

    /// The end of the row, then of the statement, then of the hint.
    func rowEnd() -> UInt8 {
        accept { $0.text } ?? move { $0.cursorRowEnd }
    }

    /// A word of the hint, or a word on.
    func wordRight() -> UInt8 {
        accept(\.firstWord) ?? pass(to: .nextWord)
    }

    private func accept(_ part: (Hint) -> String) -> UInt8? {
        let buffer = libedit.buffer
        guard let hint = assistance.hint, hint.isInsertable, buffer.cursor == buffer.scalars.count else { return nil }
        // Typed too fast to be drawn, the text may have outrun its hint.
        guard hint == self.hint(for: buffer) else { return nil }
        libedit.insert(part(hint))
        return UInt8(CC_REFRESH)
    }

    /// In vi the arrow arrives in command mode, whose ESC has moved the cursor off the end.
    func rightInCommandMode() -> UInt8 { acceptInCommandMode() ?? pass(to: .nextCharacter) }
    func rowEndInCommandMode() -> UInt8 { acceptInCommandMode() ?? move { $0.cursorRowEnd } }

    private func acceptInCommandMode() -> UInt8? {
        guard let hint = hintBeforeEscape, hint.isInsertable, cursorBeforeEscape == libedit.buffer.scalars.count else {
            return nil
        }
        libedit.moveCursor(to: cursorBeforeEscape)
        libedit.insert(hint.text)
        return goOnInserting()
    }

    /// Applies the correction that the row below speaks of.
    func correct() -> UInt8 {
        let buffer = libedit.buffer
        let inlineDiagnostic =
            assistance.inlineDiagnostic(on: buffer.text) ?? language.inlineDiagnostics?(buffer.text).first
        guard let correction = inlineDiagnostic?.correction, let corrected = correction.applied(to: buffer) else {
            return UInt8(CC_ERROR)
        }
        replaceText(with: corrected)
        return UInt8(CC_REFRESH)
    }

    func undo() -> UInt8 {
        undoHistory.note(libedit.buffer)
        guard let former = undoHistory.undo() else { return UInt8(CC_ERROR) }
        replaceText(with: former)
        return UInt8(CC_REFRESH)
    }

    private func replaceText(with buffer: EditBuffer) {
        libedit.replace(0..<libedit.buffer.scalars.count, with: buffer.text)
        libedit.moveCursor(to: buffer.cursor)
    }

    /// Lets a function of libedit's do it, with the count that the user may have given.
    func pass(to key: KeyBindings.PrivateKey) -> UInt8 {
        libedit.push(key.rawValue)
        return UInt8(CC_ARGHACK)
    }
}

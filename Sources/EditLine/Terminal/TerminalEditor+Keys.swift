internal import CEditLine

/// The functions of the keys. Each returns libedit's next action.
extension TerminalEditor {
    func addKeyFunctions() {
        add(.enter, "End the statement, or start a new row") { handle, _ in TerminalEditor.of(handle)?.enter() ?? failed
        }
        add(.newline, "Start a new row") { handle, _ in TerminalEditor.of(handle)?.newline() ?? failed }
        add(.complete, "Complete what is before the cursor") { handle, _ in
            TerminalEditor.of(handle)?.complete() ?? failed
        }
        add(.up, "Row above, or earlier statement") { handle, _ in TerminalEditor.of(handle)?.up() ?? failed }
        add(.down, "Row below, or later statement") { handle, _ in TerminalEditor.of(handle)?.down() ?? failed }
        add(.rowStart, "Start of the row, then of the statement") { handle, _ in
            TerminalEditor.of(handle)?.move { $0.cursorRowStart } ?? failed
        }
        add(.rowEnd, "End of the row, then of the statement, then the hint") { handle, _ in
            TerminalEditor.of(handle)?.rowEnd() ?? failed
        }
        add(.rowEndInCommandMode, "End of the row, or the hint") { handle, _ in
            TerminalEditor.of(handle)?.rowEndInCommandMode() ?? failed
        }
        add(.right, "Next character, or the hint") { handle, _ in TerminalEditor.of(handle)?.right() ?? failed }
        add(.rightInCommandMode, "Next character, or the hint") { handle, _ in
            TerminalEditor.of(handle)?.rightInCommandMode() ?? failed
        }
        add(.wordRight, "Next word, or a word of the hint") { handle, _ in
            TerminalEditor.of(handle)?.wordRight() ?? failed
        }
        add(.correct, "Apply the correction that is shown") { handle, _ in
            TerminalEditor.of(handle)?.correct() ?? failed
        }
        add(.undo, "Take back the last change") { handle, _ in TerminalEditor.of(handle)?.undo() ?? failed }
        add(.paste, "Insert a bracketed paste") { handle, _ in TerminalEditor.of(handle)?.paste() ?? failed }
        add(.pasteInCommandMode, "Insert a bracketed paste") { handle, _ in
            TerminalEditor.of(handle)?.pasteInCommandMode() ?? failed
        }
        add(.prefill, "Insert what the statement begins with") { handle, _ in
            TerminalEditor.of(handle)?.insertPrefilled() ?? failed
        }
        add(.refresh, "Show the statement as it is") { _, _ in UInt8(CC_REFRESH) }
    }

    private func add(_ function: KeyBindings.Function, _ help: String, _ body: @escaping ce_key_function) {
        _ = ce_add_function(libedit.handle, function.rawValue, help, body)
    }

    /// Ends the statement wherever the cursor is in it; Meta-Enter is there to break a row of a complete one.
    private func enter() -> UInt8 {
        let buffer = libedit.buffer
        guard buffer.isBlank || language.isComplete(buffer.text) else {
            // A pasted row brings its own indentation.
            return input.waitingByte?.isBlank == true ? plainNewline() : newline()
        }
        // Lines that come at once are one text; a command has one line.
        if !buffer.isBlank, !language.isCommand(buffer.text), input.waitingByte?.beginsRow == true {
            return plainNewline()
        }
        dropAssistance()
        goToEndOfTallText()
        libedit.push(KeyBindings.PrivateKey.submit.rawValue)
        return UInt8(CC_NORM)
    }

    private func plainNewline() -> UInt8 {
        libedit.insert("\n")
        return UInt8(CC_REFRESH)
    }

    private func newline() -> UInt8 {
        libedit.insert(libedit.buffer.newlineWithIndentation)
        return UInt8(CC_REFRESH)
    }

    // MARK: Moving

    private func up() -> UInt8 {
        if let index = libedit.buffer.cursorRowAbove { return move { _ in index } }
        entriesBack = min(entriesBack + 1, history.count)
        libedit.push(KeyBindings.PrivateKey.previousEntry.rawValue)
        return UInt8(CC_NORM)
    }

    private func down() -> UInt8 {
        if let index = libedit.buffer.cursorRowBelow { return move { _ in index } }
        // Where there is no later statement, libedit would put an empty one in place of what is being typed.
        guard entriesBack > 0 else { return failed }
        entriesBack -= 1
        libedit.push(KeyBindings.PrivateKey.nextEntry.rawValue)
        return UInt8(CC_NORM)
    }

    func move(to target: (EditBuffer) -> Int) -> UInt8 {
        libedit.moveCursor(to: target(libedit.buffer))
        return UInt8(CC_REFRESH)
    }

    // MARK: Completion

    private func complete() -> UInt8 {
        let buffer = libedit.buffer
        let completions = language.completions(buffer.text, buffer.cursorUTF8Offset)
        switch completions.action(in: buffer) {
        case .nothing:
            return failed
        case .replace(let scalars, let text):
            libedit.replace(scalars, with: text)
            return UInt8(CC_REFRESH)
        case .list:
            leaveText()
            let rows = CompletionList.rows(
                completions.candidates, columns: libedit.columns - 1, rows: max(4, libedit.rows - 6),
                isColored: isColored)
            screen.write(TerminalOutput.clearBelow + rows.map { $0 + "\r\n" }.joined())
            libedit.redraw()
            return UInt8(CC_NORM)
        }
    }

    // MARK: Paste

    /// The paste goes into the statement as one insertion and no key in it is obeyed, Enter least of all.
    private func paste() -> UInt8 {
        if let signal = insertPaste() { return abandon(because: signal) }
        return UInt8(CC_REFRESH)
    }

    /// In vi the ESC that a paste begins with has left insert mode and moved the cursor.
    private func pasteInCommandMode() -> UInt8 {
        libedit.moveCursor(to: cursorBeforeEscape)
        if let signal = insertPaste() { return abandon(because: signal) }
        return goOnInserting()
    }

    /// Not refreshed before insert mode is back: command mode would move the cursor off the end.
    func goOnInserting() -> UInt8 {
        libedit.push(KeyBindings.PrivateKey.insertMode.rawValue + KeyBindings.PrivateKey.refresh.rawValue)
        return UInt8(CC_NORM)
    }

    /// The signal that broke the paste off, if one did: what came of it is then not inserted.
    private func insertPaste() -> Int32? {
        let terminator = Array("\u{1B}[201~".utf8)
        var bytes: [UInt8] = [], isTooLong = false
        reading: while true {
            switch input.read() {
            case .byte(let byte):
                bytes.append(byte)
                if bytes.count > LineEditor.statementLimit {
                    isTooLong = true
                    bytes.removeFirst(bytes.count - terminator.count)
                }
                if byte == terminator.last, bytes.suffix(terminator.count).elementsEqual(terminator) {
                    bytes.removeLast(terminator.count)
                    break reading
                }
            case .signal(let number):
                if !handledWhileEditing(number) { return number }
            case .end:
                break reading
            }
        }
        if isTooLong { sayTooLong() } else { libedit.insert(PastedText.normalized(bytes)) }
        return nil
    }
}

extension TerminalEditor {
    private func sayTooLong() {
        leaveText()
        let limit = LineEditor.statementLimit >> 20
        screen.write(TerminalOutput.clearBelow + "the paste is longer than \(limit) MiB and was dropped\r\n")
        libedit.redraw()
    }
}

/// libedit beeps.
private let failed = UInt8(CC_ERROR)

internal import Glibc

/// The screen while waiting for a key.
extension TerminalEditor {
    /// libedit has drawn the text; add colours and what is shown beside it, unless the next key is here already.
    func finishDrawing() {
        drawnColumns = libedit.columns
        guard input.isIdle else { return }
        let buffer = libedit.buffer
        let layout = layout(of: buffer, columns: drawnColumns)
        if layout.lastRow >= libedit.rows {
            paintTall(buffer, layout)
        } else {
            if tallTextTop != nil {
                // The screen does not show what libedit assumes.
                screen.write(TerminalOutput.clearScreen)
                libedit.redraw()
                tallTextTop = nil
            }
            if isSearching(buffer) {
                assistance = Assistance()
                entriesBack = history.count
            } else {
                assistance.follow(buffer, hint: hint(for: buffer))
            }
            if screen.isCongested {
                screen.flush() // what was typed comes first; the rest follows when the line is free
            } else {
                paint(buffer, layout)
            }
        }
    }

    /// - Parameter assists: whether to show what is no part of the statement.
    private func paint(_ buffer: EditBuffer, _ layout: ScreenLayout, assists: Bool = true) {
        guard assists else {
            screen.show(
                Frame(
                    buffer, layout: layout, styles: language.styles?(buffer.text) ?? [], prompt: prompt,
                    columns: drawnColumns))
            return
        }
        let marks = isColored ? assistance.marks(in: buffer) : []
        var frame = Frame(
            buffer, layout: layout, styles: (language.styles?(buffer.text) ?? []) + marks, prompt: prompt,
            columns: drawnColumns)
        if let hint = assistance.hint, buffer.cursor == buffer.scalars.count {
            let shown = hint.shown(columns: drawnColumns - 1 - layout.end.column)
            if shown.isEmpty { assistance.hint = nil }
            frame.addHint(shown, style: StatusRow.Look.hint, layout: layout)
        }
        if !assistance.row.isEmpty, layout.lastRow + 1 < libedit.rows {
            frame.addRow(assistance.row.cells(columns: drawnColumns, isColored: isColored))
        }
        assistance.isShown = frame.rows.count > layout.lastRow + 1 || assistance.hint != nil
        screen.show(frame)
    }

    var isColored: Bool { language.styles != nil }

    private func paintTall(_ buffer: EditBuffer, _ layout: ScreenLayout) {
        let screenRows = libedit.rows
        let top = TallTextPainter.top(
            after: tallTextTop ?? layout.lastRow, cursorRow: layout.positions[buffer.cursor].row,
            lastRow: layout.lastRow,
            screenRows: screenRows)
        tallTextTop = top
        assistance = Assistance()
        let styles = language.styles?(buffer.text) ?? []
        screen.write(TallTextPainter.sequence(
            for: buffer, styles: styles, layout: layout, top: top, prompt: prompt, screenRows: screenRows))
    }

    private func layout(of buffer: EditBuffer, columns: Int) -> ScreenLayout {
        ScreenLayout(buffer.scalars, promptColumns: prompt.columns, columns: columns)
    }

    // MARK: Leaving the text

    /// Takes away what is no part of the statement, before libedit or the editor leaves it.
    func dropAssistance() {
        guard assistance.isShown || assistance.hasMarks else { return }
        assistance = Assistance()
        guard tallTextTop == nil else { return }
        let buffer = libedit.buffer
        paint(buffer, layout(of: buffer, columns: drawnColumns), assists: false)
    }

    /// Shows the end of a text that is taller than the screen, and has libedit's idea of the screen agree with it:
    /// before libedit leaves the text by its own means. Does nothing to any other text.
    func goToEndOfTallText() {
        guard tallTextTop != nil else { return }
        libedit.moveCursor(to: libedit.buffer.scalars.count)
        screen.write(TerminalOutput.clearScreen)
        libedit.redraw()
        let buffer = libedit.buffer
        paintTall(buffer, layout(of: buffer, columns: drawnColumns))
    }

    /// Moves the cursor to the row below the text.
    func leaveText(saying inlineDiagnostic: String = "") {
        dropAssistance()
        let buffer = libedit.buffer
        let layout = layout(of: buffer, columns: drawnColumns)
        if tallTextTop != nil {
            paintTall(EditBuffer(scalars: buffer.scalars, cursor: buffer.scalars.count), layout)
            tallTextTop = nil
        } else {
            let rowsBelow = layout.lastRow - layout.positions[buffer.cursor].row
            if rowsBelow > 0 { screen.write("\u{1B}[\(rowsBelow)B") }
        }
        screen.write("\u{1B}[\(layout.end.column + 1)G\(inlineDiagnostic)\r\n")
    }

    // MARK: Signals

    /// False for a signal that ends the statement.
    func handledWhileEditing(_ signal: Int32) -> Bool {
        switch signal {
        case SIGWINCH: resize()
        case SIGTSTP: suspend()
        case SIGCONT: resume()
        default: return false
        }
        return true
    }

    /// Takes the text off the screen and draws it for the new size. Where the prompt is by now depends on whether the
    /// terminal has wrapped the old rows anew.
    private func resize() {
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let shown = screen.shown
        let row =
            known && TerminalEditor.terminalRewraps ? shown.rowOfPen(afterWrappingTo: Int(size.ws_col)) : shown.pen.row
        if tallTextTop != nil {
            screen.write(TerminalOutput.clearScreen)
        } else {
            screen.write((row > 0 ? "\u{1B}[\(row)A" : "") + "\r" + TerminalOutput.clearBelow)
        }
        libedit.followTerminalSize()
        libedit.redraw()
        finishDrawing()
    }

    /// Whether the terminal wraps what is on it anew when its width changes. Most do; the console, xterm and screen
    /// don't.
    private static let terminalRewraps: Bool = {
        if getenv("XTERM_VERSION") != nil || getenv("STY") != nil { return false }
        return getenv("TERM").map { String(cString: $0) } != "linux"
    }()

    private func suspend() {
        leaveText()
        screen.write(TerminalOutput.endBracketedPaste)
        libedit.setRaw(false)
        input.endForwardingSignals()
        raise(SIGTSTP) // returns when the process is continued
        input.beginForwardingSignals(terminalIsRaw: true)
        resume()
    }

    /// The shell has used the terminal meanwhile: its modes and what is on it are unknown.
    private func resume() {
        libedit.setRaw(false) // libedit believes the terminal raw and would leave it alone
        libedit.setRaw(true)
        screen.write(TerminalOutput.beginBracketedPaste + "\r" + TerminalOutput.clearBelow)
        libedit.followTerminalSize()
        libedit.redraw()
        finishDrawing()
    }
}

internal import CEditLine

/// The keys that do something libedit has no function for.
///
/// A key that ends a line or goes through the history has to end in a function of libedit's own, which only a key can
/// call: those functions push a private key. The private keys begin with a control character and not with ESC, because
/// an ESC sequence in vi's insert mode makes ESC itself wait for the next key.
enum KeyBindings {
    enum PrivateKey: String {
        case submit = "\u{1C}1"
        case previousEntry = "\u{1C}2"
        case nextEntry = "\u{1C}3"
        case insertMode = "\u{1C}4"
        case refresh = "\u{1C}5"
        case prefill = "\u{1C}p"
        case nextCharacter = "\u{1C}6"
        case nextWord = "\u{1C}7"
    }

    /// Functions of `TerminalEditor`, by the names that `~/.editrc` could bind too.
    enum Function: String {
        case enter = "statement-enter"
        case newline = "statement-newline"
        case complete = "statement-complete"
        case up = "statement-up"
        case down = "statement-down"
        case rowStart = "statement-row-start"
        case rowEnd = "statement-row-end"
        case paste = "statement-paste"
        case pasteInCommandMode = "statement-paste-vi"
        case refresh = "statement-refresh"
        case prefill = "statement-prefill"
        case right = "statement-right"
        case rightInCommandMode = "statement-right-vi"
        case rowEndInCommandMode = "statement-row-end-vi"
        case wordRight = "statement-word-right"
        case correct = "statement-correct"
        case undo = "statement-undo"
    }

    /// Binds the keys in the key map that the user has chosen. The functions must have been added.
    static func bind(in editor: LibEdit) {
        let privateKeys: [(String, String)] = [
            ("\\0341", "ed-newline"), ("\\0342", "ed-prev-history"), ("\\0343", "ed-next-history"),
            ("\\0345", Function.refresh.rawValue), ("\\034p", Function.prefill.rawValue), ("\\0346", "ed-next-char"),
            ("\\0347", "em-next-word")
        ]
        let everywhere: [(String, Function)] = [
            ("^M", .enter), ("^J", .enter), ("^P", .up), ("^N", .down), ("^O", .correct), ("^_", .undo),
        ]
        for (key, function) in privateKeys { bindInAllModes(key, function, in: editor) }
        for (key, function) in everywhere { bindInAllModes(key, function.rawValue, in: editor) }
        _ = ce_bind(editor.handle, "^I", Function.complete.rawValue)
        // Bound to the functions themselves, which look for the keys that go on with the search.
        _ = ce_bind(editor.handle, "^R", "em-inc-search-prev")
        _ = ce_bind(editor.handle, "^S", "em-inc-search-next")
        _ = ce_bind(editor.handle, "^F", Function.right.rawValue)
        _ = ce_bind(editor.handle, "^E", Function.rowEnd.rawValue)
        _ = ce_bind(editor.handle, "^L", "ed-clear-screen") // vi's insert mode would insert it
        if editor.usesVi { bindCommandMode(in: editor) } else { bindEmacs(in: editor) }
    }

    private static func bindInAllModes(_ key: String, _ function: String, in editor: LibEdit) {
        _ = ce_bind(editor.handle, key, function)
        if editor.usesVi { _ = ce_bind_in_command_mode(editor.handle, key, function) }
    }

    private static func bindEmacs(in editor: LibEdit) {
        let keys: [(String, Function)] = [
            ("\\e[A", .up), ("\\eOA", .up), ("\\e[B", .down), ("\\eOB", .down), ("\\e^M", .newline),
            ("\\e^J", .newline),
            ("^A", .rowStart), ("\\e[H", .rowStart), ("\\eOH", .rowStart), ("\\e[1~", .rowStart),
            ("\\e[F", .rowEnd), ("\\eOF", .rowEnd), ("\\e[4~", .rowEnd), ("\\e[200~", .paste),
            ("\\e[C", .right), ("\\eOC", .right), ("\\ef", .wordRight), ("\\eF", .wordRight), ("\\e[1;5C", .wordRight),
            ("\\e[1;3C", .wordRight), ("^X^U", .undo)
        ]
        for (key, function) in keys { _ = ce_bind(editor.handle, key, function.rawValue) }
        for (key, function) in [
            ("\\e[3~", "ed-delete-next-char"), ("\\e[1;5D", "ed-prev-word"), ("\\e[1;3D", "ed-prev-word")
        ] {
            _ = ce_bind(editor.handle, key, function)
        }
    }

    /// Function keys and pastes reach vi's command mode without their ESC, which has led there.
    private static func bindCommandMode(in editor: LibEdit) {
        let keys: [(String, Function)] = [
            ("[A", .up), ("[B", .down), ("k", .up), ("j", .down), ("[H", .rowStart),
            ("[F", .rowEndInCommandMode), ("OF", .rowEndInCommandMode), ("[4~", .rowEndInCommandMode),
            ("[C", .rightInCommandMode), ("OC", .rightInCommandMode), ("u", .undo), ("[200~", .pasteInCommandMode),
        ]
        for (key, function) in keys { _ = ce_bind_in_command_mode(editor.handle, key, function.rawValue) }
        _ = ce_bind_in_command_mode(editor.handle, "[3~", "ed-delete-next-char")
        _ = ce_bind_in_command_mode(editor.handle, "\\0344", "vi-insert")
    }
}

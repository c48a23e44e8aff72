internal import CEditLine

/// A statement that begins with a text from elsewhere: as if it had been typed, and nothing of it obeyed.
extension TerminalEditor {
    /// libedit empties its buffer when it begins to read, so the text goes in with the first key.
    func pushPrefill() {
        if prefilled != nil { libedit.push(KeyBindings.PrivateKey.prefill.rawValue) }
    }

    func insertPrefilled() -> UInt8 {
        libedit.insert(prefilled ?? "")
        prefilled = nil
        return UInt8(CC_REFRESH)
    }
}

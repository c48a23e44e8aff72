extension String {
    /// As a script names it: in backticks where it is no plain word.
    package var asName: String {
        let tokens = Parser.parse(SourceText(id: SourceID(0), name: "name", text: self), analyses: []).tree.tokens
            .filter { $0.kind != .endOfFile }
        let isPlain = tokens.count == 1 && tokens[0].kind == .identifier && tokens[0].foreign == nil
            && tokens[0].keyword?.isReserved != true
        return isPlain ? self : "`\(self)`"
    }
}

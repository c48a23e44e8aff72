extension Value {
    /// Whether both are the same to the byte: texts that Swift takes for equal may be composed differently.
    package func isIdentical(to other: Value) -> Bool {
        if case .text(let text) = self, case .text(let otherText) = other { return text.utf8.elementsEqual(otherText.utf8) }
        return self == other
    }
}

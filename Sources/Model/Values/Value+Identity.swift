extension Value {
    /// Whether both are the same to the byte: texts that Swift takes for equal may be composed differently.
    package func isIdentical(to other: Value) -> Bool {
        guard case .text(let text) = self, case .text(let otherText) = other else { return self == other }
        return text.utf8.elementsEqual(otherText.utf8)
    }
}

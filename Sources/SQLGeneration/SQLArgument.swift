/// An argument of a function in SQL.
package struct SQLArgument: Sendable {
    /// As it stands between commas.
    package let bare: SQLFragment
    /// In brackets where it would bind too loosely.
    package let operand: SQLFragment

    init(_ fragment: SQLFragment, needsBrackets: Bool = false) {
        bare = fragment
        operand = needsBrackets ? "(\(fragment))" : fragment
    }
}

extension SQLFragment {
    /// - Parameter template: see `ScalarSQL.template`.
    init(template: String, _ arguments: [SQLArgument]) {
        var pieces: [SQLFragment] = []
        for piece in template.split(separator: "{", omittingEmptySubsequences: false) {
            guard let end = piece.firstIndex(of: "}") else {
                pieces.append(SQLFragment(stringLiteral: String(piece)))
                continue
            }
            let name = piece[..<end], isBare = name.hasPrefix("bare ")
            if let index = Int(name.drop { !$0.isNumber }), arguments.indices.contains(index) {
                pieces.append(isBare ? arguments[index].bare : arguments[index].operand)
            }
            pieces.append(SQLFragment(stringLiteral: String(piece[piece.index(after: end)...])))
        }
        self = pieces.joined(separator: "")
    }
}

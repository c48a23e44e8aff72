package import Model

/// A piece of SQL and the values of its `?`, in order. Interpolating a value makes a binding, never text.
package struct SQLFragment: Sendable, Hashable, ExpressibleByStringInterpolation {
    package var text: String
    package var bindings: [Value]

    package init(stringLiteral text: String) {
        self.text = text
        bindings = []
    }

    package init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
        bindings = stringInterpolation.bindings
    }

    package struct Interpolation: StringInterpolationProtocol {
        var text = ""
        var bindings: [Value] = []

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ fragment: SQLFragment) {
            text += fragment.text
            bindings += fragment.bindings
        }

        /// A value of the user's: always bound.
        package mutating func appendInterpolation(_ value: Value) {
            text += "?"
            bindings.append(value)
        }

        /// A table, column or alias.
        package mutating func appendInterpolation(name: String) { text += SQLFragment.quoted(name) }

        /// A number that the product itself puts there.
        package mutating func appendInterpolation(number: Int64) { text += String(number) }
    }

    /// A name as SQL takes it: bare where it is plain ASCII and no keyword, else in double quotes.
    static func quoted(_ name: String) -> String {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
            && !(0x30...0x39).contains(name.utf8.first ?? 0) && !reserved.contains(name)
        return isPlain ? name : "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static let reserved: Set<String> = [
        "add", "all", "alter", "and", "as", "between", "by", "case", "check", "collate", "column", "commit", "create", "cross", "current_date",
        "default", "delete", "desc", "distinct", "drop", "else", "end", "escape", "except", "exists", "filter", "foreign", "from", "full", "group",
        "having", "if", "in", "index", "inner", "insert", "intersect", "into", "is", "isnull", "join", "key", "left", "like", "limit", "match",
        "natural", "not", "notnull", "null", "of", "offset", "on", "or", "order", "outer", "over", "partition", "primary", "range", "references",
        "right", "row", "rows", "select", "set", "table", "then", "to", "transaction", "union", "unique", "update", "using", "values", "view",
        "when", "where", "window", "with",
    ]
}

extension Sequence where Element == SQLFragment {
    package func joined(separator: String) -> SQLFragment {
        var result = SQLFragment(stringLiteral: "")
        var isFirst = true
        for fragment in self {
            if !isFirst { result.text += separator }
            isFirst = false
            result.text += fragment.text
            result.bindings += fragment.bindings
        }
        return result
    }
}

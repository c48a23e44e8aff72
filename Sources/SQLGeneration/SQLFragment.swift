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
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
            && !(0x30...0x39).contains(name.utf8.first ?? 0) && !reserved.contains(name)
        return isPlain
            ? name
            : "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Every keyword of SQLite (https://sqlite.org/lang_keywords.html): which of them may stand bare where differs by
    /// version.
    private static let reserved: Set<String> = [
        "abort", "action", "add", "after", "all", "alter", "always", "analyze", "and", "as", "asc", "attach",
        "autoincrement", "before", "begin", "between", "by", "cascade", "case", "cast", "check", "collate", "column",
        "commit", "conflict", "constraint", "create", "cross", "current", "current_date", "current_time",
        "current_timestamp", "database", "default", "deferrable", "deferred", "delete", "desc", "detach", "distinct",
        "do", "drop", "each", "else", "end", "escape", "except", "exclude", "exclusive", "exists", "explain", "fail",
        "false", "filter", "first", "following", "for", "foreign", "from", "full", "generated", "glob", "group",
        "groups", "having", "if", "ignore", "immediate", "in", "index", "indexed", "initially", "inner", "insert",
        "instead", "intersect", "into", "is", "isnull", "join", "key", "last", "left", "like", "limit", "match",
        "materialized", "natural", "no", "not", "nothing", "notnull", "null", "nulls", "of", "offset", "on", "or",
        "order", "others", "outer", "over", "partition", "plan", "pragma", "preceding", "primary", "query", "raise",
        "range", "recursive", "references", "regexp", "reindex", "release", "rename", "replace", "restrict",
        "returning", "right", "rollback", "row", "rows", "savepoint", "select", "set", "table", "temp", "temporary",
        "then", "ties", "to", "transaction", "trigger", "true", "unbounded", "union", "unique", "update", "using",
        "vacuum", "values", "view", "virtual", "when", "where", "window", "with", "without"
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

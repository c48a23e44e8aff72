package import Model
package import Syntax

/// Why customers are in a segment, or why one of them is or is not: the answer to `explain`.
package struct Reasons: Sendable {
    package enum Subject: Sendable, Hashable {
        /// How many customers there are, and how many the condition picks.
        case everybody(count: Int, picked: Int)
        case customer(key: String, isPicked: Bool)
    }

    /// One clause, or one value that a clause rests on.
    package struct Line: Sendable, Hashable {
        /// How deep it stands in the tree.
        package var level: Int
        package var text: String
        /// Of everybody: how many of the customers that are still in when the clause is asked fulfil it.
        package var customers: Int?
        /// Of everybody, where every customer must fulfil the clause: how many do not.
        package var lost: Int?
        /// Of one customer: what the clause looks at is worth.
        package var value = ""
        /// Of one customer: whether the clause holds; nil for a value.
        package var holds: Bool?
        /// Of one customer who is not picked: what this line would have to be instead.
        package var needs = ""
    }

    package var subject: Subject
    /// As the user wrote it: a segment's name or a condition.
    package var condition: String
    package var lines: [Line]
    package var notes: [Diagnostic]
}

/// Reasons as rows, the same in every format for programs.
extension Reasons {
    package struct Column: Sendable, Hashable {
        package let name: String
        package let type: ValueType
    }

    package var columns: [Column] {
        let common = [Column(name: "level", type: .int), Column(name: "clause", type: .text)]
        return switch subject {
        case .everybody: common + [Column(name: "customers", type: .int), Column(name: "lost", type: .int)]
        case .customer:
            common + [
                Column(name: "value", type: .text), Column(name: "result", type: .text),
                Column(name: "needs", type: .text)
            ]
        }
    }

    package var rows: [[Value]] {
        lines.map { line in
            let common: [Value] = [.int(Int64(line.level)), .text(line.text)]
            switch subject {
            case .everybody: return common + [line.customers, line.lost].map { $0.map { .int(Int64($0)) } ?? .missing }
            case .customer:
                let result: Value = line.holds.map { .text($0 ? "pass" : "fail") } ?? .missing
                return common + [Reasons.text(line.value), result, Reasons.text(line.needs)]
            }
        }
    }

    private static func text(_ text: String) -> Value { text.isEmpty ? .missing : .text(text) }
}

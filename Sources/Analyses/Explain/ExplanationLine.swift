import Model

/// One clause of an explanation, or one value that a clause rests on.
struct ExplanationLine {
    /// How deep it stands in the tree.
    var level: Int
    var text: String
    /// For all customers: number of those who reach the clause and fulfil it.
    var customers: Int?
    /// For all customers, where the clause is required: number of those who reach it and do not fulfil it.
    var lost: Int?
    /// For one customer: the value that the clause looks at.
    var value = ""
    /// For one customer: whether the clause holds; nil for a value.
    var holds: Bool?
    /// For one customer who is not picked: the value that this line would need instead.
    var needs = ""
}

extension ResultTable {
    /// How many customers each clause leaves.
    init(counting lines: [ExplanationLine]) {
        func count(_ count: Int?) -> Value { count.map { .int(Int64($0)) } ?? .missing }
        self.init(
            [
                ResultColumn(name: "level", type: .int), ResultColumn(name: "clause", type: .text),
                ResultColumn(name: "customers", type: .int), ResultColumn(name: "lost", type: .int),
            ],
            lines.map { [.int(Int64($0.level)), .text($0.text), count($0.customers), count($0.lost)] },
            as: .tree(level: 0, text: 1, mark: nil, optional: []))
    }

    /// The result of each clause for one customer.
    init(judging lines: [ExplanationLine]) {
        func text(_ text: String) -> Value { text.isEmpty ? .missing : .text(text) }
        self.init(
            [
                ResultColumn(name: "level", type: .int), ResultColumn(name: "clause", type: .text),
                ResultColumn(name: "value", type: .text), ResultColumn(name: "result", type: .text),
                ResultColumn(name: "needs", type: .text),
            ],
            lines.map { line in
                let mark: Value = line.holds.map { .text($0 ? "pass" : "fail") } ?? .missing
                return [.int(Int64(line.level)), .text(line.text), text(line.value), mark, text(line.needs)]
            },
            as: .tree(level: 0, text: 1, mark: 3, optional: [4]))
    }
}

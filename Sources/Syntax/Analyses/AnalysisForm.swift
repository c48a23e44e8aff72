/// The form of an analysis, a stage at the end of a pipeline, as data.
///
///     AnalysisForm("migrate", "Customers by their class on two days.", [
///         .init("class", .value), .init("start", .moment, behind: "from"), .init("end", .moment, behind: "to"),
///     ], example: "from customers | migrate tier from 90 days ago to today")
///
/// The parser, the formatter, the binder, completion, hovers, the grammar and the files of the editors read it, so that
/// an analysis is written in one file. The parser is given the forms; it knows no analysis by itself.
package struct AnalysisForm: Sendable {
    /// The word that the stage starts with.
    package let word: String
    /// One sentence on what the analysis shows.
    package let summary: String
    package let subject: Subject
    package let clauses: [Clause]
    package let example: String

    package init(
        _ word: String, _ summary: String, of subject: Subject = .customers, _ clauses: [Clause], example: String
    ) {
        self.word = word
        self.summary = summary
        self.subject = subject
        self.clauses = clauses
        self.example = example
    }

    /// The rows that stand before it.
    package enum Subject: Sendable {
        case customers
        /// Customers that conditions pick: whoever they are can be told of their records as well, and of other days.
        case population
        /// Rows that `group by` has made, with all its keys.
        case groups
    }

    /// A part of the stage: a word or two, which the first one may lack, and what stands behind.
    package struct Clause: Sendable {
        /// The clause's name in messages, and the key to the bound argument.
        package let name: String
        package let words: [String]
        package let operand: Operand
        package let isOptional: Bool

        package init(_ name: String, _ operand: Operand, behind words: String..., isOptional: Bool = false) {
            self.name = name
            self.words = words
            self.operand = operand
            self.isOptional = isOptional
        }

        /// Words that may be left out, and say all by themselves: `or later`.
        package static func flag(_ words: String...) -> Clause {
            Clause(name: words.joined(separator: " "), words: words, operand: .nothing, isOptional: true)
        }

        private init(name: String, words: [String], operand: Operand, isOptional: Bool) {
            (self.name, self.words, self.operand, self.isOptional) = (name, words, operand, isOptional)
        }
    }

    package enum Operand: Sendable, CaseIterable {
        /// One value of each row.
        case value
        /// A day, a time, or so long ago.
        case moment
        /// Conditions on each row, each with a name.
        case conditions
        /// The name of one column.
        case column
        /// Names of columns, in braces.
        case columns
        /// Records of the customer, all of them or some.
        case records
        /// A unit of the calendar, or so many days or weeks: `month`, `30 days`.
        case period
        /// So many units: `12 months`.
        case length
        /// Figures over the rows, in braces.
        case figures
        /// Figures over the records that an earlier clause names, in braces.
        case recordFigures
        /// Nothing: the words say it.
        case nothing
    }
}

extension AnalysisForm {
    /// `migrate CLASS from START to END`
    package var signature: String {
        ([word] + clauses.map { clause in
            let name = clause.name.uppercased()
            let operand: [String] = switch clause.operand {
            case .value, .moment, .column, .records, .period, .length: [name]
            case .conditions: [name + ", …"]
            case .columns, .figures, .recordFigures: ["{ \(name), … }"]
            case .nothing: []
            }
            let text = (clause.words + operand).joined(separator: " ")
            return clause.isOptional ? "[\(text)]" : text
        }).joined(separator: " ")
    }

    /// The rule of the grammar: `migrate = "migrate" additive "from" primary "to" primary ;`
    package var grammarRule: String {
        let parts = clauses.map { clause in
            let text = (clause.words.map { "\"\($0)\"" } + clause.operand.grammar).joined(separator: " ")
            return clause.isOptional ? "[ \(text) ]" : text
        }
        return "\(word) = \"\(word)\" \(parts.joined(separator: " ")) ;"
    }
}

extension AnalysisForm.Clause {
    /// The word or sign that it starts with in a text; nil where that is what it is about.
    package var beginning: String? { words.first ?? (operand.isInBraces ? "{" : nil) }
}

extension AnalysisForm.Operand {
    package var isInBraces: Bool {
        switch self {
        case .columns, .figures, .recordFigures: true
        case .value, .moment, .conditions, .column, .records, .period, .length, .nothing: false
        }
    }

    fileprivate var grammar: [String] {
        switch self {
        case .value: ["additive"]
        case .moment: ["primary"]
        case .conditions: ["output { \",\" output }"]
        case .column: ["path"]
        case .columns: ["\"{\" output { \",\" output } \"}\""]
        case .records: ["records"]
        case .period: ["[ integer ] unit"]
        case .length: ["integer unit"]
        case .figures, .recordFigures: ["\"{\" computed \"}\""]
        case .nothing: []
        }
    }
}

extension SyntaxTree {
    /// The words of analyses and of their clauses, which are words of the language there alone.
    package var analysisWords: [SyntaxToken] {
        root.nodes.flatMap { $0.all(.analysisStage) }.flatMap(\.words)
    }

    /// The form of the analysis that a token is a word of.
    package func analysis(withWordAt index: Int) -> AnalysisForm? {
        root.nodes.flatMap { $0.all(.analysisStage) }.first { stage in
            stage.words.contains { $0.index == index }
        }?.analysisForm
    }
}

extension SyntaxNode {
    /// The form of an `analysisStage`; nil for any other node.
    package var analysisForm: AnalysisForm? {
        guard kind == .analysisStage, let word = firstToken?.text else { return nil }
        return tree.analyses.first { $0.word == word }
    }

    /// The words of an `analysisStage`: its own, and those of its clauses.
    fileprivate var words: [SyntaxToken] {
        tokens + all(.analysisClause).flatMap { $0.tokens.filter { $0.kind == .identifier } }
    }

    /// The node for a clause in an `analysisStage`; nil where the text has none.
    package func part(for clause: AnalysisForm.Clause) -> SyntaxNode? {
        all(.analysisClause).first { $0.clauseWord == clause.beginning }
    }

    /// For an `analysisClause`: the span of its operand, behind the word.
    package var operandSpan: SourceSpan {
        guard let first = nodes.first, let last = nodes.last else { return span }
        return first.span.union(last.span)
    }

    /// The word that an `analysisClause` starts with, as the language spells it.
    private var clauseWord: String? {
        guard case .token(let token)? = elements.first else { return nil }
        return token.keyword?.rawValue ?? token.text
    }
}

import Model
import Semantics
import Syntax

extension Lint {
    /// A negated comparison with a value that can be missing.
    static let negatedMissing: Lint = Lint(
        DiagnosticCode(
            "L0201", "negation that picks missing values",
            explanation:
                "A comparison with a missing value is false, so its negation is true: customers for whom the value is missing are picked too. Add `is known` where they are not meant, or `or … is missing` where they are, for whoever reads it next.",
            wrong: "segment elsewhere where city != \"Berlin\"",
            right: "segment elsewhere where city != \"Berlin\" and city is known")
    ) { script, code in
        var reader = NegationReader(script, code)
        for condition in script.customerConditions {
            reader.look(condition, negated: false, clause: condition, within: [condition])
        }
        return reader.findings()
    }
}

private struct NegationReader {
    private let script: LintedScript
    private let code: DiagnosticCode
    /// A clause that is true where one of the values is missing.
    private struct Sweep {
        var clause: SourceSpan
        var isAlternative: Bool
        /// As tests of presence name them, each once.
        var names: [String]
    }

    private var sweeps: [Sweep] = []

    init(_ script: LintedScript, _ code: DiagnosticCode) {
        self.script = script
        self.code = code
    }

    /// - Parameters:
    ///   - clause: the outermost expression that is true or false by this one alone.
    ///   - chain: the operands of the `and` or `or` that the clause stands in, or the clause alone.
    mutating func look(
        _ expression: BoundExpression, negated: Bool, clause: BoundExpression, within chain: [BoundExpression],
        isAlternative: Bool = false
    ) {
        switch (expression.kind, negated) {
        case (.and(let operands), false), (.or(let operands), false):
            let isOr = if case .or = expression.kind { true } else { false }
            for operand in operands {
                look(
                    operand, negated: false, clause: operand, within: isOr ? operands : chain + operands,
                    isAlternative: isOr)
            }
        case (.and(let operands), true), (.or(let operands), true):
            for operand in operands {
                look(operand, negated: true, clause: clause, within: chain, isAlternative: isAlternative)
            }
        // `is known` is no negation.
        case (.not(let operand), _) where operand.span != expression.span:
            look(operand, negated: !negated, clause: clause, within: chain, isAlternative: isAlternative)
        case (.comparison(.notEqual, let left, let right, _), false): watch([left, right], clause, chain, isAlternative)
        case (.comparison(let sign, let left, let right, _), true) where sign != .notEqual:
            watch([left, right], clause, chain, isAlternative)
        case (.membership(let value, _, _), true), (.between(let value, _, _), true),
            (.textMatch(_, let value, _, _), true), (.window(let value, _), true):
            watch([value], clause, chain, isAlternative)
        default: return
        }
    }

    private mutating func watch(
        _ values: [BoundExpression], _ clause: BoundExpression, _ chain: [BoundExpression], _ isAlternative: Bool
    ) {
        for value in values where !value.isConstant && script.isHere(value.span) {
            let model = script.model
            guard
                ValueBounds(value, of: script.script, model: model, entity: { _ in model.customerEntity })
                    .canBeMissing,
                  !chain.contains(where: { decidesPresence($0, of: value) }) else { continue }
            let text = script.source.text(onOneLine: value.span.utf8Range)
            let name = isSimple(value) ? text : "(\(text))"
            if let known = sweeps.firstIndex(where: { $0.clause == clause.span }) {
                if !sweeps[known].names.contains(name) { sweeps[known].names.append(name) }
            } else {
                sweeps.append(Sweep(clause: clause.span, isAlternative: isAlternative, names: [name]))
            }
        }
    }

    func findings() -> [Diagnostic] {
        sweeps.map { sweep in
            let tests = sweep.names.map { "\($0) is known" }.joined(separator: " and ")
            let whole = "\(script.source.text(sweep.clause)) and \(tests)"
            return code.finding(
                "customers for whom \(sweep.names.map { "`\($0)`" }.joined(separator: " or ")) is missing are picked too",
                at: sweep.clause,
                label: "true where the value is missing",
                notes: ["where they are meant, say so: `or \(sweep.names[0]) is missing`"],
                fixIts: [
                    .init("leave them out", replace: sweep.clause, with: sweep.isAlternative ? "(\(whole))" : whole)
                ])
        }
    }

    /// Whether another clause says what holds where the value is missing, or picks by another comparison with it.
    private func decidesPresence(_ clause: BoundExpression, of value: BoundExpression) -> Bool {
        switch clause.kind {
        case .isMissing(let tested): isSame(tested, value)
        case .not(let inner): if case .isMissing(let tested) = inner.kind { isSame(tested, value) } else { false }
        case .comparison(let sign, let left, let right, _):
            sign != .notEqual && (isSame(left, value) || isSame(right, value))
        default: false
        }
    }

    private func isSame(_ a: BoundExpression, _ b: BoundExpression) -> Bool {
        script.script.comparableText(a, model: script.model) == script.script.comparableText(b, model: script.model)
    }

    private func isSimple(_ value: BoundExpression) -> Bool {
        switch value.kind {
        case .field, .definition, .call, .aggregate, .column: true
        default: false
        }
    }
}

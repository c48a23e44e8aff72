import Model
import Semantics
import Syntax

extension Lint {
    /// A threshold that is written again and again.
    static let repeatedNumber: Lint = Lint(
        DiagnosticCode(
            "L0301", "number that repeats",
            explanation:
                "The same value is compared with the same number in three places or more. A parameter gives the number a name, keeps the places together when it changes, and lets others run the script with another one.",
            wrong:
                "segment vip where monetary >= 5000\nsegment target where recency < 30 and monetary >= 5000\nfrom vip | where target and monetary >= 5000 | aggregate { n = count() }",
            right:
                "param monetary_limit: money = 5000\nsegment vip where monetary >= $monetary_limit\nsegment target where recency < 30 and monetary >= $monetary_limit\nfrom vip | where target and monetary >= $monetary_limit | aggregate { n = count() }"
        ),
        fixesKeepAnswers: true
    ) { script, code in
        var places: [Threshold: Set<SourceSpan>] = [:]
        script.visitExpressions { expression in
            guard case .comparison(_, let left, let right, _) = expression.kind else { return }
            for (value, number) in [(left, right), (right, left)] {
                if let threshold = script.threshold(value, number) {
                    places[threshold, default: []].insert(number.span)
                }
            }
        }
        var taken = Set(script.environment.parameters.names)
        return places.filter { $0.value.count >= leastRepetitions }.sorted { first($0.value) < first($1.value) }
            .compactMap { threshold, spans in
            let ordered = spans.sorted { $0.utf8Start < $1.utf8Start }
            guard let start = script.statements.first?.span.start, let place = ordered.first else { return nil }
            let name = freeName(threshold.name + "_limit", &taken)
                let declaration = Diagnostic.Edit(
                    script.startOfDefinitions ?? start, "param \(name): \(threshold.type) = \(threshold.text)\n\n")
                return code.finding(
                    "\(threshold.text) is compared with `\(threshold.value)` in \(ordered.count) places", at: place,
                    label: "the first of them",
                    secondary: ordered.dropFirst().prefix(3).map { .init($0, "the same") },
                    fixIts: [.init("name it as a parameter", [declaration] + ordered.map { .init($0, "$" + name) })])
        }
    }

    private static let leastRepetitions = 3

    private static func first(_ spans: Set<SourceSpan>) -> Int32 { spans.map(\.utf8Start).min() ?? 0 }

    private static func freeName(_ wanted: String, _ taken: inout Set<String>) -> String {
        var name = wanted
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(wanted)_\(number)"
            number += 1
        }
        return name
    }
}

/// A quantity and the number it is compared with.
private struct Threshold: Hashable {
    var value: String
    var text: String
    var type: String
    /// Name of the compared quantity, as a word.
    var name: String
}

private extension LintedScript {
    /// Small numbers say what they mean.
    static let plainNumbers = 0...12

    func threshold(_ value: BoundExpression, _ number: BoundExpression) -> Threshold? {
        guard isHere(number.span), isHere(value.span), !value.isConstant, let literal = literalToken(at: number.span),
            [.integer, .decimal, .percent].contains(literal.kind),
              let type = parameterType(number.type.kind, literal.kind) else { return nil }
        let written = source.text(literal.utf8Range)
        if let count = Int(written), LintedScript.plainNumbers.contains(count) { return nil }
        switch value.kind {
        case .field, .definition: break
        default: return nil
        }
        let text = source.text(onOneLine: value.span.utf8Range)
        // A parameter's name is one word.
        guard let word = text.split(separator: ".").last,
            word.utf8.allSatisfy({ $0 != UInt8(ascii: "`") && $0 != UInt8(ascii: " ") })
        else { return nil }
        return Threshold(value: text, text: written, type: type, name: String(word))
    }

    private func literalToken(at span: SourceSpan) -> Token? {
        var low = 0, high = parsed.tree.tokens.count
        while low < high {
            let middle = (low + high) / 2
            if parsed.tree.tokens[middle].utf8Start < span.utf8Start { low = middle + 1 } else { high = middle }
        }
        guard low < parsed.tree.tokens.count, parsed.tree.tokens[low].utf8Range == span.utf8Range else { return nil }
        return parsed.tree.tokens[low]
    }

    private func parameterType(_ kind: ValueKind, _ literal: TokenKind) -> String? {
        switch kind {
        case .money: "money"
        case .int: literal == .integer ? "int" : "number"
        case .number: "number"
        default: nil
        }
    }

    /// Behind the imports and the parameters that are there, else in front of the first statement's own comments.
    var startOfDefinitions: SourceSpan? {
        guard let first = statements.first(where: { $0.kind != .importDeclaration && $0.kind != .parameterDeclaration })
        else { return nil }
        var line = source.line(atUTF8Offset: Int(first.span.utf8Start))
        while line > 0, source.bytes[source.utf8Range(ofLine: line - 1)].starts(with: "--".utf8) { line -= 1 }
        return span(Int(source.lineStarts[line])..<Int(source.lineStarts[line]))
    }
}

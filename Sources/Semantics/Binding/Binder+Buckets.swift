import Model
import Syntax

/// `bucket(amount, 0, 10, 50)`: names of ranges, said with `if … then … else …`.
extension Binder {
    mutating func bindBucket(_ arguments: [SyntaxNode], _ node: SyntaxNode) -> BoundExpression? {
        let function = ChoiceFunction.bucket
        guard function.counts.contains(arguments.count) else {
            report(
                .wrongArgumentCount(
                    function.rawValue,
                    expected: arguments.count < 3 ? function.counts.lowerBound : function.counts.upperBound,
                    found: arguments.count, example: function.example, at: node.span))
            return nil
        }
        let syntax = arguments.compactMap { plainExpression($0, of: function.rawValue) }
        guard syntax.count == arguments.count, let bound = bindValue(syntax[0]) else { return nil }
        let value = settled(bound)
        guard value.type.isNumeric else {
            report(
                .wrongArgumentType(
                    function.rawValue, expected: "number", found: value.type, example: function.example,
                    at: syntax[0].span))
            return nil
        }
        var tests: [BoundExpression] = [], last = -Double.infinity
        for limit in syntax.dropFirst() {
            guard let test = bindLimit(limit, of: value, &last) else { return nil }
            tests.append(test)
        }
        return bucket(value, tests, names: Binder.ranges(syntax.dropFirst().map(\.text)), node.span)
    }

    /// Whether the value lies below a limit, a constant that is greater than the last one.
    private mutating func bindLimit(_ syntax: SyntaxNode, of value: BoundExpression, _ last: inout Double)
        -> BoundExpression?
    {
        guard let bound = bindValue(syntax) else { return nil }
        guard bound.isConstant, let number = folded(bound).plainNumber, number > last else {
            let function = ChoiceFunction.bucket
            report(
                .badParameter(
                    function.rawValue, needs: "numbers that are each greater than the one before",
                    example: function.example, at: syntax.span))
            return nil
        }
        last = number
        guard let (left, right) = unify(value, bound) else { return nil }
        return BoundExpression(.comparison(.less, left, right, ignoringCase: false), .bool, syntax.span)
    }

    private func bucket(_ value: BoundExpression, _ tests: [BoundExpression], names: [String], _ span: SourceSpan)
        -> BoundExpression
    {
        func text(_ name: String) -> BoundExpression { BoundExpression(.literal(.text(name)), .text, span) }
        let isMissing = BoundExpression(.isMissing(value), .bool, span)
        let arms = [BoundArm(condition: isMissing, value: BoundExpression(.literal(.missing), .text, span))]
            + zip(tests, names).map { BoundArm(condition: $0, value: text($1)) }
        return BoundExpression(.conditional(arms, else: text(names[names.count - 1])), .text, span)
    }

    /// `< 0`, `0–10`, `10–50`, `≥ 50`
    private static func ranges(_ limits: [String]) -> [String] {
        ["< \(limits[0])"] + zip(limits, limits.dropFirst()).map { "\($0)–\($1)" } + ["≥ \(limits[limits.count - 1])"]
    }
}

extension BoundExpression {
    /// The names of a bucket, in order, and in place of the names their numbers; nil of what is written otherwise.
    func numbered(_ syntax: SyntaxNode) -> (numbers: BoundExpression, names: [BoundExpression])? {
        guard syntax.kind == .call, syntax.firstToken?.contents == ChoiceFunction.bucket.rawValue,
            case .conditional(let arms, let otherwise) = kind
        else { return nil }
        func number(_ index: Int) -> BoundExpression { BoundExpression(.literal(.int(Int64(index))), .int, span) }
        let names = arms.dropFirst().map(\.value) + [otherwise]
        var numbered = arms
        for index in arms.indices {
            numbered[index].value = index == 0 ? BoundExpression(.literal(.missing), .int, span) : number(index - 1)
        }
        return (BoundExpression(.conditional(numbered, else: number(names.count - 1)), .int, span), names)
    }

    /// The name again of a number that `numbered` has given.
    func named(_ names: [BoundExpression]) -> BoundExpression {
        let arms = names.enumerated().map { index, name in
            let number = BoundExpression(.literal(.int(Int64(index))), .int, span)
            return BoundArm(
                condition: BoundExpression(.comparison(.equal, self, number, ignoringCase: false), .bool, span),
                value: name)
        }
        return BoundExpression(
            .conditional(arms, else: BoundExpression(.literal(.missing), .text, span)), .text, span)
    }
}

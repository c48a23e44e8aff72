import Model
import Syntax

/// Expressions whose value is yes or no.
extension Binder {
    /// Binds an expression that must be a condition.
    ///
    /// - Parameter earlier: the operand before it in a chain.
    mutating func bindCondition(_ node: SyntaxNode, behind earlier: SyntaxNode? = nil) -> BoundExpression? {
        guard let expression = bindValue(node) else { return nil }
        guard expression.type.kind == .bool else {
            if let earlier, earlier.kind == .comparison, expression.isConstant, earlier.nodes.count == 2,
                let sign = earlier.tokens.first
            {
                report(
                    .valueInChain(expression.type, repeating: "\(earlier.nodes[0].text) \(sign.text)", at: node.span))
                return nil
            }
            report(.notACondition(expression.type, at: node.span))
            return nil
        }
        return expression
    }

    /// `or`, `and`: every operand is bound, so that each tells its own errors.
    mutating func bindChain(_ node: SyntaxNode) -> BoundExpression? {
        let operands = node.nodes.enumerated().map { place, operand in
            bindCondition(operand, behind: place > 0 ? node.nodes[place - 1] : nil)
        }
        let known = operands.compactMap(\.self)
        guard known.count == operands.count else { return nil }
        return BoundExpression(node.kind == .disjunction ? .or(known) : .and(known), .bool, node.span)
    }

    mutating func bindNegation(_ node: SyntaxNode) -> BoundExpression? {
        guard let operand = node.nodes.last, let condition = bindCondition(operand) else { return nil }
        return BoundExpression(.not(condition), .bool, node.span)
    }

    mutating func bindComparison(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count >= 2, let sign = node.tokens.first?.comparisonOperator else { return nil }
        let (leftSyntax, rightSyntax) = (node.nodes[0], node.nodes[1])
        let left = bindValue(leftSyntax)
        if let left, isUnquotedText(rightSyntax, beside: left) { return nil }
        let right = bindValue(rightSyntax)
        guard let left, let right, let (l, r) = unify(left, right, asKeys: sign == .equal || sign == .notEqual)
        else { return nil }
        if l.type.kind == .bool, sign != .equal, sign != .notEqual {
            report(.unorderedComparison(sign.rawValue, l.type, at: node.span))
            return nil
        }
        guard let ignoringCase = bindIgnoringCase(node, l) else { return nil }
        if sign == .equal || sign == .notEqual {
            if !l.isConstant { warnOfUnknownClass(l, [r], ignoringCase: ignoringCase, named: leftSyntax.text) }
            if !r.isConstant { warnOfUnknownClass(r, [l], ignoringCase: ignoringCase, named: rightSyntax.text) }
        }
        return BoundExpression(
            .comparison(sign, l, r, ignoringCase: ignoringCase || isCaseless(l) || isCaseless(r)), .bool, node.span)
    }

    /// `between` over values, or, over dates and times, a window.
    mutating func bindBetween(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 3 else { return nil }
        if isAnniversary(node.nodes[0]) { return bindAnniversary(node.nodes[0], node) }
        guard let value = bindValue(node.nodes[0]) else { return nil }
        if value.type.isTemporal {
            guard let window = bindWindow(node) else { return nil }
            return BoundExpression(.window(value, window), .bool, node.span)
        }
        guard let low = bindValue(node.nodes[1]), let high = bindValue(node.nodes[2]),
            let (v, l) = unify(value, low, asKeys: false), let (_, h) = unify(value, high, asKeys: false)
        else { return nil }
        if isCaseless(v) || isCaseless(l) || isCaseless(h) {
            return BoundExpression(.between(v.withoutCase, l.withoutCase, h.withoutCase), .bool, node.span)
        }
        return BoundExpression(.between(v, l, h), .bool, node.span)
    }

    mutating func bindWindowTest(_ node: SyntaxNode) -> BoundExpression? {
        guard let operand = node.nodes.first else { return nil }
        if isAnniversary(operand) { return bindAnniversary(operand, node) }
        if let window = node.nodes.last, window.kind == .periodWindow, isList(window) {
            return bindMembership(node, of: operand, among: [window])
        }
        if let word = node.tokens.first(where: { $0.keyword == .ignoring }) {
            report(.caseOfNoText(at: word.span))
            return nil
        }
        guard let value = bindValue(operand), let window = bindWindow(node) else { return nil }
        guard value.type.isTemporal else {
            report(.windowOverNoTime(value.type, at: operand.span))
            return nil
        }
        return BoundExpression(.window(value, window), .bool, node.span)
    }

    private func isAnniversary(_ node: SyntaxNode) -> Bool {
        node.kind == .call && node.tokens.first?.contents == "anniversary"
    }

    /// `anniversary(birthday) in next 7 days`
    private mutating func bindAnniversary(_ call: SyntaxNode, _ node: SyntaxNode) -> BoundExpression? {
        guard let argument = call.all(.argument).first?.nodes.first, call.all(.argument).count == 1, !call.isDamaged
        else {
            report(
                .wrongArgumentCount(
                    "anniversary", expected: 1, found: call.all(.argument).count,
                    example: "anniversary(birthday) in next 7 days", at: call.span))
            return nil
        }
        guard let value = bindValue(argument), let window = bindWindow(node) else { return nil }
        guard value.type.isTemporal else {
            report(.dateNeeded(value.type, at: argument.span))
            return nil
        }
        guard window.isBounded else {
            report(.unboundedAnniversary(at: node.nodes[1].span))
            return nil
        }
        return BoundExpression(.anniversary(value, window), .bool, node.span)
    }

    mutating func bindMembership(_ node: SyntaxNode) -> BoundExpression? {
        guard let first = node.nodes.first else { return nil }
        return bindMembership(node, of: first, among: Array(node.nodes.dropFirst()))
    }

    private mutating func bindMembership(_ node: SyntaxNode, of first: SyntaxNode, among items: [SyntaxNode])
        -> BoundExpression?
    {
        guard let value = bindValue(first), !reportsList(value, beside: items.first) else { return nil }
        var members: [BoundExpression] = []
        var failed = false
        var subject = value
        for item in items {
            guard !isUnquotedText(item, beside: value), let alternatives = bindMembers(item) else {
                failed = true
                continue
            }
            for member in alternatives {
                guard let (v, m) = unify(value, member) else {
                    failed = true
                    break
                }
                subject = v
                members.append(m)
            }
        }
        guard !failed, let ignoringCase = bindIgnoringCase(node, subject) else { return nil }
        warnOfUnknownClass(subject, members, ignoringCase: ignoringCase, named: first.text)
        return BoundExpression(
            .membership(
                subject, members,
                ignoringCase: ignoringCase || isCaseless(subject) || members.contains(where: isCaseless)), .bool,
            node.span)
    }

    /// Whether a word beside a text is no name but a text whose quotes were forgotten; says so if it is.
    private mutating func isUnquotedText(_ node: SyntaxNode, beside value: BoundExpression) -> Bool {
        guard value.type.kind == .text, node.kind == .path, node.pathTokens.count == 1, scope.columns == nil else {
            return false
        }
        if scope.locals.contains(where: { $0.name == node.dottedName }) { return false }
        noteEveryName()
        guard !reachableNames.contains(node.dottedName),
            EditDistance.closest(to: node.dottedName, in: reachableTextFields, limit: 2) == nil
        else { return false }
        report(.unquotedText(node.dottedName, at: node.span))
        return true
    }

    mutating func bindPresence(_ node: SyntaxNode) -> BoundExpression? {
        guard let operand = node.nodes.first, let value = bindValue(operand) else { return nil }
        let missing = BoundExpression(.isMissing(value), .bool, node.span)
        return node.hasKeyword(.known) ? BoundExpression(.not(missing), .bool, node.span) : missing
    }

    mutating func bindTextMatch(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 2 else { return nil }
        let value = bindValue(node.nodes[0]), pattern = bindValue(node.nodes[1])
        guard let value, let pattern, !reportsList(value, pattern) else { return nil }
        for (operand, syntax) in [(value, node.nodes[0]), (pattern, node.nodes[1])] where operand.type.kind != .text {
            report(.textNeeded(operand.type, at: syntax.span))
            return nil
        }
        let ignoringCase = node.hasKeyword(.ignoring) || isCaseless(value) || isCaseless(pattern)
        if node.hasKeyword(.matches) { return bindPattern(value, pattern, ignoringCase, node) }
        let sign: TextMatchOperator =
            node.hasKeyword(.contains) ? .contains : node.hasKeyword(.starts) ? .startsWith : .endsWith
        return BoundExpression(.textMatch(sign, value, pattern, ignoringCase: ignoringCase), .bool, node.span)
    }

    /// `matches r"…"`: the pattern is known before anything runs, so that what is wrong with it is told here.
    private mutating func bindPattern(
        _ value: BoundExpression, _ pattern: BoundExpression, _ ignoringCase: Bool, _ node: SyntaxNode
    ) -> BoundExpression? {
        guard case .literal(.text(let text)) = pattern.kind else {
            report(.patternNotConstant(at: pattern.span))
            return nil
        }
        do throws(Pattern.Problem) {
            _ = try Pattern(text, ignoringCase: ignoringCase)
        } catch {
            report(
                .badPattern(
                    error.message, in: pattern.span,
                    at: node.tree.source.text(pattern.span).hasPrefix("r\"") ? error.utf8Range : nil))
            return nil
        }
        return BoundExpression(.textMatch(.matches, value, pattern, ignoringCase: ignoringCase), .bool, node.span)
    }

    /// Whether `ignoring case` stands there; nil, after a report, where the operands are no text.
    private mutating func bindIgnoringCase(_ node: SyntaxNode, _ operand: BoundExpression) -> Bool? {
        guard let word = node.tokens.first(where: { $0.keyword == .ignoring }) else { return false }
        guard operand.type.kind == .text else {
            report(.textNeeded(operand.type, at: word.span))
            return nil
        }
        return true
    }

    /// The entity that a reachable row is of.
    func entity(of row: RowReference) -> Entity { rowEntities.entity(of: row) }

    var rowEntities: RowEntities { RowEntities(frames: scope.frames, entityOfRow: script.entityOfRow, model: model) }
}

/// The entities of the rows in reach: the part of a binder needed to look at values, which is much cheaper to copy than
/// the whole.
struct RowEntities {
    let frames: [NameScope.Frame]
    let entityOfRow: [Int: Int]
    let model: DataModel

    func entity(of row: RowReference) -> Entity { model.entities[index(of: row) ?? model.customer] }

    private func index(of row: RowReference) -> Int? {
        if let frame = frames.last(where: { $0.row == row }) { return frame.entity }
        switch row {
        case .variable(let id): return entityOfRow[id]
        case .owner(let inner): return index(of: inner).flatMap { model.owner(of: $0) }
        case .reference(let inner, let field):
            return index(of: inner).flatMap { model.entities[$0].fields[field].reference }.flatMap {
                model.entityIndex(named: $0)
            }
        }
    }
}

extension SyntaxToken {
    var comparisonOperator: ComparisonOperator? {
        switch kind {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        default: nil
        }
    }
}

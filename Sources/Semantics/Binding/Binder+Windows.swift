import Model
import Syntax

/// Windows of time, kept relative to the as-of instant.
extension Binder {
    /// The window of a `windowTest` or `between` node; its first child, what is looked at, is not bound here.
    mutating func bindWindow(_ node: SyntaxNode) -> BoundWindow? {
        let window = bindUnnotedWindow(node)
        let place =
            node.kind == .between && node.nodes.count == 3
            ? node.nodes[1].span.union(node.nodes[2].span) : node.nodes.last?.span
        if let window, let place {
            note(window, at: place)
            if node.descendantTokens.contains(where: { $0.kind == .parameter }) { parameterSpans.insert(node.span) }
            let bounds = node.kind == .between ? Array(node.nodes.dropFirst()) : node.nodes.last?.nodes ?? []
            if !parameterSpans.contains(node.span) {
                warnOfEmptiness(of: window, at: place, bounds: bounds.count == 2 ? (bounds[0], bounds[1]) : nil)
            }
        }
        return window
    }

    private mutating func bindUnnotedWindow(_ node: SyntaxNode) -> BoundWindow? {
        if node.kind == .between {
            guard node.nodes.count == 3 else { return nil }
            return bindRange(node.nodes[1], node.nodes[2])
        }
        guard let window = node.nodes.last, !window.isDamaged else { return nil }
        switch window.kind {
        case .lastWindow, .nextWindow: return bindCounted(window)
        case .calendarWindow:
            guard let unit = window.tokens.last?.keyword?.durationUnit else { return nil }
            guard !unit.isClock else {
                report(.badCalendarUnit(unit.rawValue, at: window.span))
                return nil
            }
            return window.hasKeyword(.this) ? .current(unit) : .lastFull(1, unit)
        case .fromWindow, .betweenWindow:
            guard window.nodes.count == 2 else { return nil }
            return bindRange(window.nodes[0], window.nodes[1])
        case .periodWindow:
            guard let token = window.tokens.first, let period = bindPeriod(token, in: window) else { return nil }
            return .range(from: .start(of: period), to: .end(of: period))
        case .sinceWindow, .beforeWindow:
            guard let syntax = window.nodes.first, let moment = bindMoment(syntax) else { return nil }
            let start = BoundMoment(startOf: moment)
            return window.kind == .sinceWindow ? .range(from: start, to: nil) : .range(from: nil, to: start)
        default: return nil
        }
    }

    /// `last 90 days`, `last 3 full months`, `next 7 days`
    private mutating func bindCounted(_ window: SyntaxNode) -> BoundWindow? {
        let words = window.tokens.dropFirst()
        guard let amount = words.first, let unit = words.last?.keyword?.durationUnit,
            let count = wholeNumber(amount, in: window)
        else { return nil }
        guard count > 0, count <= Binder.durationLimit else {
            report(.badDuration(amount.text, at: amount.span))
            return nil
        }
        if window.kind == .nextWindow { return .next(count, unit) }
        guard window.hasKeyword(.full) else { return .last(count, unit) }
        guard !unit.isClock else {
            report(.badCalendarUnit(unit.rawValue, at: window.span))
            return nil
        }
        return .lastFull(count, unit)
    }

    // MARK: over, as of

    /// `EXPRESSION over WINDOW`
    mutating func bindRestricted(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 2, let operand = bindValue(node.nodes[0]), let window = bindWindow(node) else {
            return nil
        }
        if reportsColumn(in: operand, behind: "over", node) { return nil }
        if case .range(let from, let to) = window, ![from, to].compactMap(\.self).allSatisfy(\.isConstant) {
            report(.momentNotConstant(at: node.nodes[1].span))
            return nil
        }
        if !parameterSpans.contains(node.span) {
            warnOfWindows(in: operand, outside: window, isShifted: false, at: node.nodes[1].span)
        }
        return BoundExpression(.restricted(operand, window), operand.type, node.span)
    }

    /// `EXPRESSION as of MOMENT`
    mutating func bindAsOf(_ node: SyntaxNode) -> BoundExpression? {
        guard node.nodes.count == 2, let operand = bindValue(node.nodes[0]), let when = bindAsOfMoment(node.nodes[1])
        else { return nil }
        if reportsColumn(in: operand, behind: "as of", node) { return nil }
        if when.isDay {
            warnOfWindows(in: operand, outside: .range(from: nil, to: when), isShifted: true, at: node.nodes[1].span)
        }
        // In braces it is about the rows of a group, and those are its own.
        let customer = scope.isOverRows ? nil : scope.customerFrame(of: model)?.row
        return BoundExpression(.asOf(operand, when, of: customer), operand.type, node.span)
    }

    /// Reports what looks at other rows, and so has no value of another time, behind words that ask for one.
    mutating func reportsColumn(in operand: BoundExpression, behind words: String, _ node: SyntaxNode) -> Bool {
        guard scope.columns == nil, let column = operand.firstColumn else { return false }
        let place = node.nodes[0].span
        report(.columnInAnotherTime(words, column: column.span, at: place, whole: node.span))
        return true
    }

    /// A moment that values are worked out as of: the end of a day or a month, a time, or so long ago.
    mutating func bindAsOfMoment(_ syntax: SyntaxNode) -> BoundMoment? {
        guard let moment = bindMoment(syntax) else { return nil }
        guard moment.isConstant else {
            report(.momentNotConstant(at: syntax.span))
            return nil
        }
        return if case .ago(let count, let unit) = moment.kind { .ago(count, unit) } else { .end(of: moment) }
    }

    /// The value of an integer or of a parameter that holds one.
    mutating func wholeNumber(_ token: SyntaxToken, in node: SyntaxNode) -> Int? {
        if token.kind == .parameter {
            guard let parameter = parameters[token.contents] else {
                reportUnknownParameter(token, in: node, example: "int = 10")
                return nil
            }
            note(token.span, .parameter(token.contents), type: parameter.type)
            guard case .literal(.int(let value)) = parameter.constant else {
                report(.numberNeeded(parameter.type, at: token.span))
                return nil
            }
            return Int(value)
        }
        guard let value = Int(token.contents.filter { $0 != "_" }) else {
            report(.numberTooLarge(token.text, at: token.span))
            return nil
        }
        return value
    }

    private mutating func bindPeriod(_ token: SyntaxToken, in node: SyntaxNode) -> BoundExpression? {
        if token.keyword == .today { return BoundExpression(.today, .date, token.span) }
        if token.kind == .parameter {
            guard let parameter = parameters[token.contents] else {
                reportUnknownParameter(token, in: node, example: "date = 2026-03")
                return nil
            }
            note(token.span, .parameter(token.contents), type: parameter.type)
            guard parameter.type.kind == .date, parameter.type.list == nil else {
                report(.dateNeeded(parameter.type, at: token.span))
                return nil
            }
            return BoundExpression(parameter.constant, .date, token.span)
        }
        return DateLiteral.days(of: token.contents[...]).map {
            BoundExpression(.period($0.first, $0.next), .date, token.span)
        }
    }

    /// A date or time that bounds a window.
    private mutating func bindMoment(_ syntax: SyntaxNode) -> BoundExpression? {
        guard let moment = bindValue(syntax) else { return nil }
        guard moment.type.isTemporal else {
            let text: String? = if case .literal(.text(let text)) = moment.kind { text } else { nil }
            report(.dateNeeded(moment.type, at: syntax.span, text: text))
            return nil
        }
        return moment
    }

    /// `between 180 and 90 days ago`, `between 2026-01-01 and 2026-03-31`
    private mutating func bindRange(_ low: SyntaxNode, _ high: SyntaxNode) -> BoundWindow? {
        guard let upper = bindMoment(high) else { return nil }
        if case .ago(let newer, let unit) = upper.kind {
            // The unit and `ago` behind the second number count for the first as well.
            if low.kind == .literal, let token = low.tokens.first, token.kind == .integer,
                let older = wholeNumber(token, in: low)
            {
                guard older <= Binder.durationLimit else {
                    report(.badDuration(token.text, at: token.span))
                    return nil
                }
                return checkedRange(older, unit, newer, unit, low.span.union(high.span))
            }
            guard let lower = bindMoment(low) else { return nil }
            guard case .ago(let older, let olderUnit) = lower.kind else {
                return .range(from: .start(of: lower), to: .ago(newer, unit))
            }
            return checkedRange(older, olderUnit, newer, unit, low.span.union(high.span))
        }
        guard let lower = bindMoment(low) else { return nil }
        return .range(from: BoundMoment(startOf: lower), to: .end(of: upper))
    }

    private mutating func checkedRange(
        _ older: Int, _ olderUnit: DurationUnit, _ newer: Int, _ newerUnit: DurationUnit, _ span: SourceSpan
    ) -> BoundWindow? {
        if olderUnit == newerUnit, older <= newer {
            report(.emptyWindow(older, newer, olderUnit.rawValue + "s", at: span))
            return nil
        }
        return .range(from: .ago(older, olderUnit), to: .ago(newer, newerUnit))
    }
}

extension BoundMoment {
    /// Whether it is the end of a whole day.
    fileprivate var isDay: Bool {
        switch self {
        case .ago: true
        case .start(let expression), .end(let expression): expression.type.kind == .date
        }
    }

    /// Where a window begins with a moment; with what is so long ago it begins at the end of that day, as `last` does.
    fileprivate init(startOf moment: BoundExpression) {
        self = if case .ago(let count, let unit) = moment.kind { .ago(count, unit) } else { .start(of: moment) }
    }
}

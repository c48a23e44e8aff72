import Model
import Syntax

/// Warnings of windows that hold nothing, whatever the data and the day.
extension Binder {
    /// - Parameters:
    ///   - bounds: as they are written; none where the window has no two of them.
    mutating func warnOfEmptiness(
        of window: BoundWindow, at place: SourceSpan, bounds: (from: SyntaxNode, to: SyntaxNode)?
    ) {
        guard extent(of: window).isEmpty else { return }
        report(.emptyRange(at: place, from: bounds?.from, to: bounds?.to))
    }

    /// Records in a window that has nothing in common with the one that `over` or `as of` puts around them.
    ///
    /// - Parameters:
    ///   - isShifted: whether the records' windows are relative to another day than the outer one.
    ///   - place: of the outer window.
    mutating func warnOfWindows(
        in operand: BoundExpression, outside window: BoundWindow, isShifted: Bool, at place: SourceSpan
    ) {
        guard !isSilenced else { return }
        let outer = extent(of: window)
        var search = WindowSearch(script: script, customer: model.customer)
        search.visit(operand, isShifted: isShifted)
        for found in search.found where !parameterSpans.contains(found.span) {
            let inner = extent(of: found.window)
            guard outer.isApart(from: found.isShifted ? inner.withoutRelativeEdges : inner) else { continue }
            if isTracing, !search.visited.isEmpty { traces[traces.count - 1].reachesOut = true }
            return report(.windowsApart(at: place, inner: found.span.source == place.source ? found.span : nil))
        }
    }

    private func extent(of window: BoundWindow) -> WindowExtent {
        WindowExtent(window) { hasParameter($0) }
    }
}

/// The windows of records that an expression consists of, through what it names, and those of its own `over`.
private struct WindowSearch {
    struct Found {
        let window: BoundWindow
        let span: SourceSpan
        /// Whether it stands inside `as of`, and so is relative to another day.
        let isShifted: Bool
    }

    let script: BoundScript
    let customer: Int
    private(set) var found: [Found] = []
    private(set) var visited: Set<Visit> = []
    private var isInDefinition = false

    struct Visit: Hashable {
        let definition: DefinitionID
        let isShifted: Bool
    }

    init(script: BoundScript, customer: Int) {
        self.script = script
        self.customer = customer
    }

    mutating func visit(_ expression: BoundExpression, isShifted: Bool) {
        switch expression.kind {
        case .definition(let id, _):
            guard visited.insert(Visit(definition: id, isShifted: isShifted)).inserted else { return }
            let isOutside = !isInDefinition
            isInDefinition = true
            visit(script[id].expression, isShifted: isShifted)
            if isOutside { isInDefinition = false }
            return
        case .asOf(let operand, _, _): return visit(operand, isShifted: true)
        // Whether a parameter bounds it is known of what is bound here.
        case .restricted(_, let window) where !isInDefinition:
            found.append(Found(window: window, span: expression.span, isShifted: isShifted))
        default: break
        }
        for records in expression.records {
            // For customers, `over` restricts their records, not when they joined.
            if let window = records.window, !records.windowHasParameter, records.entity != customer {
                found.append(Found(window: window, span: records.pathSpan ?? expression.span, isShifted: isShifted))
            }
            if let condition = records.condition { visit(condition, isShifted: isShifted) }
        }
        if case .aggregate(let aggregate) = expression.kind, let value = aggregate.value {
            visit(value, isShifted: isShifted)
        }
        for operand in expression.operands { visit(operand, isShifted: isShifted) }
    }
}

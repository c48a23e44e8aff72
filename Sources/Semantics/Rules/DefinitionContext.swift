import Model
import Syntax

/// The time, the windows and the company in which a definition is worked out, as far as the text tells before the
/// question's instant is known: what `as of`, `over` and `among` make of those of the definition that names it.
///
/// Windows inside one another come to their intersection, days back to their sum. So a definition that is named in a
/// hundred ways is worked out in a few contexts, or the text is one that nobody could answer.
struct DefinitionContext: Hashable {
    fileprivate enum Moment: Hashable {
        case ago(Int, DurationUnit)
        case absolute(Int64)
        case other(SourceSpan)
    }

    /// Bounds of one kind, of which only the tightest counts.
    private struct Bound: Hashable {
        enum Measure: Hashable { case absolute, back(DurationUnit) }

        var moments: [Moment]
        var measure: Measure
        var isStart: Bool
    }

    /// A window whose bounds the text does not tell, or whom standings are taken among.
    private struct Other: Hashable {
        enum Kind: Hashable {
            case lastFull(Int, DurationUnit), next(Int, DurationUnit), current(DurationUnit), range([SourceSpan]),
                among(SourceSpan)
        }

        var moments: [Moment]
        var kind: Kind
    }

    /// Where the time goes, from the question's on.
    private var moments: [Moment] = []
    private var bounds: [Bound: Int64] = [:]
    private var others: Set<Other> = []

    var isPlain: Bool { moments.isEmpty && bounds.isEmpty && others.isEmpty }

    // MARK: What changes it

    func asOf(_ moment: BoundMoment) -> DefinitionContext {
        var result = self
        result.moments = moments.going(to: DefinitionContext.moment(moment))
        return result
    }

    func over(_ window: BoundWindow) -> DefinitionContext {
        var result = self
        switch window {
        case .lastFull(let count, let unit): result.others.insert(Other(moments: moments, kind: .lastFull(count, unit)))
        case .next(let count, let unit): result.others.insert(Other(moments: moments, kind: .next(count, unit)))
        case .current(let unit): result.others.insert(Other(moments: moments, kind: .current(unit)))
        case .last, .range:
            let extent = WindowExtent(window) { _ in false }
            guard result.narrow(extent.from, isStart: true), result.narrow(extent.to, isStart: false) else {
                var other = self
                other.others.insert(Other(moments: moments, kind: .range(window.expressions.map(\.span))))
                return other
            }
        }
        return result
    }

    func among(_ condition: BoundExpression) -> DefinitionContext {
        var result = self
        result.others.insert(Other(moments: moments, kind: .among(condition.span)))
        return result
    }

    /// - Returns: false where the bound is not told.
    private mutating func narrow(_ edge: WindowExtent.Edge, isStart: Bool) -> Bool {
        switch edge {
        case .open: break
        case .absolute(let moment): narrow(Bound(moments: [], measure: .absolute, isStart: isStart), to: moment)
        case .back(let count, let unit):
            narrow(Bound(moments: moments, measure: .back(unit), isStart: isStart), to: -Int64(count))
        case .unknown: return false
        }
        return true
    }

    private mutating func narrow(_ bound: Bound, to value: Int64) {
        bounds[bound] = bounds[bound].map { bound.isStart ? max($0, value) : min($0, value) } ?? value
    }

    private static func moment(_ moment: BoundMoment) -> Moment {
        switch moment {
        case .ago(let count, let unit): return .ago(count, unit)
        case .start(let expression), .end(let expression):
            if case .absolute(let value) = WindowExtent.Edge(moment, { _ in false }) { return .absolute(value) }
            return .other(expression.span)
        }
    }

    /// The combination of an inner context, found for a definition on its own, with this one outside it.
    func around(_ inner: DefinitionContext) -> DefinitionContext {
        if inner.isPlain { return self }
        var result = self
        result.moments = inner.moments.reduce(moments) { $0.going(to: $1) }
        for (bound, value) in inner.bounds {
            var bound = bound
            if bound.measure != .absolute { bound.moments = bound.moments.reduce(moments) { $0.going(to: $1) } }
            result.narrow(bound, to: value)
        }
        for other in inner.others {
            result.others.insert(Other(moments: other.moments.reduce(moments) { $0.going(to: $1) }, kind: other.kind))
        }
        return result
    }
}

private extension [DefinitionContext.Moment] {
    /// One step further: days before days are more days, and a date forgets what was before.
    func going(to next: Element) -> [Element] {
        switch (last, next) {
        case (_, .absolute): [next]
        case (.ago(let before, let outer)?, .ago(let count, let unit)) where outer == unit:
            dropLast() + [.ago(before &+ count, unit)]
        default: self + [next]
        }
    }
}

extension Binder {
    /// In how many contexts what a definition names may have to be worked out. Each is a pass over the records of every
    /// customer.
    static let contextLimit = 256

    /// The contexts in which a definition, or one that it leads to, is worked out for it; nil where these are too many.
    func contexts(of expression: BoundExpression) -> Set<DefinitionContext>? {
        var found: Set<DefinitionContext> = [DefinitionContext()]
        func visit(_ expression: BoundExpression, _ context: DefinitionContext) -> Bool {
            switch expression.kind {
            case .definition(let id, _):
                for inner in script[id].contexts { found.insert(context.around(inner)) }
                return found.count <= Binder.contextLimit
            case .restricted(let operand, let window):
                let inner = context.over(window)
                found.insert(inner)
                return visit(operand, inner) && window.expressions.allSatisfy { visit($0, context) }
            case .asOf(let operand, let moment, _):
                let inner = context.asOf(moment)
                found.insert(inner)
                return visit(operand, inner)
            case .among(let operand, let condition):
                let inner = context.among(condition)
                found.insert(inner)
                return visit(operand, inner) && visit(condition, context)
            default: return expression.children.allSatisfy { visit($0, context) }
            }
        }
        return visit(expression, DefinitionContext()) && found.count <= Binder.contextLimit ? found : nil
    }
}

extension DefinitionContext: CustomStringConvertible {
    /// The same for all: their parts stand in no order, and what they say of places in the text is only to tell them
    /// apart.
    var description: String { "context" }
}

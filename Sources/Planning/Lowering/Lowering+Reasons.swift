package import Model
package import Semantics

/// Lowered windows and moments, for explanations.
extension Lowering {
    /// The bounds of a window where it stands, in absolute time; nil is open, or differs from customer to customer.
    package static func bounds(
        of window: BoundWindow, inside contexts: [ClauseContext], of script: BoundScript, model: DataModel,
        time: TimeContext
    ) -> (from: Instant?, to: Instant?) {
        let absolute = lowering(inside: contexts, of: script, model: model, time: time).absolute(window)
        return (absolute.from, absolute.to)
    }

    /// The day that `as of` goes to; nil where that is missing.
    package static func day(
        of moment: BoundMoment, inside contexts: [ClauseContext], of script: BoundScript, model: DataModel,
        time: TimeContext
    ) -> CivilDate? {
        let inner = lowering(inside: contexts, of: script, model: model, time: time).asOf(moment)
        return inner.isNever ? nil : inner.time.day
    }

    /// The moment that `as of` goes to from the question's; nil where that is missing.
    package static func moment(
        _ moment: BoundMoment, of script: BoundScript, model: DataModel, time: TimeContext
    ) -> TimeContext? {
        let inner = lowering(inside: [], of: script, model: model, time: time).asOf(moment)
        return inner.isNever ? nil : inner.time
    }

    private static func lowering(
        inside contexts: [ClauseContext], of script: BoundScript, model: DataModel, time: TimeContext
    ) -> Lowering {
        contexts.reduce(Lowering(script: script, model: model, time: time, questionTime: time)) { lowering, context in
            switch context {
            case .over(let window): lowering.over(window)
            case .asOf(let moment): lowering.asOf(moment)
            // Whom a standing is taken among changes no time.
            case .among: lowering
            }
        }
    }
}

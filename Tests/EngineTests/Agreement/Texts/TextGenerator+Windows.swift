import Model
import Semantics
import Syntax

/// Windows of time, and the moments that bound them.
extension TextGenerator {
    enum WindowStyle {
        /// Behind records.
        case records
        /// Behind a date or time.
        case test
        /// The same, with moments that are the same for everybody, and with both ends.
        case anniversary
        /// Without `in`.
        case afterOver
    }

    enum WindowForm: CaseIterable {
        case last, lastFull, this, previous, next, period, since, before, between, fromTo, betweenAgo
    }

    enum MomentForm: CaseIterable {
        case day, month, time, today, ago, moved, parameter, own
    }

    /// - Parameters:
    ///   - scope: whose dates and times may bound it; nil where only constants may.
    ///   - kind: of what is held against it.
    mutating func window(_ scope: TextScope?, _ depth: Int, style: WindowStyle, of kind: ValueKind = .time) -> String {
        let inward = style == .afterOver ? "" : "in "
        let scope = style == .test || style == .records ? scope : nil
        let calendar: [DurationUnit] = [.day, .week, .month, .quarter, .year]
        func plural(_ unit: DurationUnit) -> String { unit.rawValue + "s" }
        let forms = (WindowForm.allCases + [.last, .last, .since, .since, .before, .between, .between]).filter { form in
            form == .since || form == .before ? style != .anniversary : true
        }
        switch dice.choose(forms) ?? .last {
        case .last:
            let unit = dice.choose(DurationUnit.allCases) ?? .day
            return "\(inward)last \(countOrParameter(unit)) \(plural(unit))"
        case .lastFull:
            let unit = dice.choose(calendar) ?? .month
            return "\(inward)last \(countOrParameter(unit)) full \(plural(unit))"
        case .this: return "\(inward)this \((dice.choose(calendar) ?? .month).rawValue)"
        case .previous: return "\(inward)previous \((dice.choose(calendar) ?? .month).rawValue)"
        case .next:
            let unit = dice.choose(DurationUnit.allCases) ?? .day
            return "\(inward)next \(countOrParameter(unit)) \(plural(unit))"
        case .period:
            if dice.chance(4), let parameter = dice.any(parameters.filter { $0.kind == .date && !$0.isList }) {
                return "\(inward)$\(parameter.name)"
            }
            return inward + dice.oneOf([day(), month(), month(), String(day().prefix(4)), "today"])
        case .since: return "since \(moment(scope, depth, kind).operand)"
        case .before: return "before \(moment(scope, depth, kind).operand)"
        case .between:
            let (from, to) = (moment(scope, depth, kind), moment(scope, depth, kind))
            // Of two lengths of time in one unit the longer one stands first.
            if from.text.hasSuffix(" ago"), to.text.hasSuffix(" ago") {
                return window(scope, depth, style: style, of: kind)
            }
            return "between \(from.operand) and \(to.operand)"
        case .fromTo:
            return "from \(dice.oneOf([day(), month(), "today", time()])) to \(moment(scope, depth, kind).operand)"
        case .betweenAgo:
            let unit = dice.choose(DurationUnit.allCases) ?? .day
            let newer = count(of: unit)
            return "between \(newer + dice.number(1...max(1, newer))) and \(newer) \(plural(unit)) ago"
        }
    }

    private mutating func countOrParameter(_ unit: DurationUnit) -> String {
        // Parameters of whole numbers are small and above 0.
        if dice.chance(5), let parameter = dice.any(parameters.filter { $0.kind == .int && !$0.isList }) {
            return "$\(parameter.name)"
        }
        return String(count(of: unit))
    }

    /// - Parameter scope: whose dates and times it may be; nil for a constant.
    mutating func moment(_ scope: TextScope?, _ depth: Int, _ kind: ValueKind = .time) -> Piece {
        let forms =
            MomentForm.allCases.filter { $0 != .own || scope != nil && depth > 0 }
            + (scope == nil || depth < 1 ? [] : Array(repeating: .own, count: 20))
        switch dice.choose(forms) ?? .day {
        case .day: return Piece(text: day(), type: .date, isConstant: true)
        case .month: return Piece(text: month(), type: .date, isConstant: true)
        case .time: return Piece(text: time(), type: .time, isConstant: true)
        case .today: return Piece(text: "today", type: .date, isConstant: true)
        case .ago: return ago()
        case .moved:
            let unit = dice.choose([DurationUnit.day, .week, .month, .quarter, .year]) ?? .day
            return Piece(
                text: "today - \(count(of: unit)) \(unit.rawValue)s", type: .date, isPrimary: false, isConstant: true)
        case .parameter:
            let fitting = parameters.filter { ($0.kind == .date || $0.kind == .time) && !$0.isList }
            return dice.any(fitting).map { Piece(text: "$\($0.name)", type: ValueType($0.kind), isConstant: true) }
                ?? Piece(text: day(), type: .date, isConstant: true)
        case .own:
            guard let scope else { return Piece(text: day(), type: .date, isConstant: true) }
            return value(.temporal, scope, depth - 1)
        }
    }
}

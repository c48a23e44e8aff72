import Glibc
import Model
import Semantics
import Syntax

/// Comparisons, texts, arithmetic and functions of values.
extension NaiveReader {
    // MARK: Comparisons

    /// Two-valued: with something missing only `!=` holds, as the complement of `=`.
    func compares(
        _ left: BoundExpression, _ sign: ComparisonOperator, _ right: BoundExpression, ignoringCase: Bool,
        _ scope: NaiveScope
    ) throws -> Bool {
        // No whole number is 2.5, however large it is.
        if sign == .equal || sign == .notEqual, left.isNever(right) || right.isNever(left),
            case .failure = try NaiveOverflow.caught({
                try self.order(of: left, right, ignoringCase: ignoringCase, scope)
            })
        {
            return sign == .notEqual
        }
        let order = try order(of: left, right, ignoringCase: ignoringCase, scope)
        return switch sign {
        case .equal: order == .equal
        case .notEqual: order != .equal
        case .less: order == .less
        case .lessEqual: order == .less || order == .equal
        case .greater: order == .greater
        case .greaterEqual: order == .greater || order == .equal
        }
    }

    /// nil where one of the two is missing.
    private func order(of left: BoundExpression, _ right: BoundExpression, ignoringCase: Bool, _ scope: NaiveScope)
        throws -> NaiveOrder.Result?
    {
        // Beside what is missing it does not matter how large the other one is.
        let known = try NaiveOverflow.caught { try value(left, scope) }
        let other = try NaiveOverflow.caught { try value(right, scope) }
        if case .success(.missing) = known { return nil }
        if case .success(.missing) = other { return nil }
        let (a, b) = (try known.get(), try other.get())
        if ignoringCase { return NaiveOrder.compare(NaiveOrder.folded(a), NaiveOrder.folded(b)) }
        switch (left.kind, right.kind) {
        case (.period, .period): return NaiveOrder.compare(a, b)
        case (_, .period(let first, let next)): return order(of: a, month: first, next)
        case (.period(let first, let next), _):
            return order(of: b, month: first, next).map { $0 == .less ? .greater : $0 == .greater ? .less : .equal }
        default: break
        }
        switch (a, b) {
        // Days are compared where one of the two has nothing else.
        case (.date(let day), .time(let instant)):
            return NaiveOrder.compare(.date(day), .date(calendar.day(of: instant)))
        case (.time(let instant), .date(let day)):
            return NaiveOrder.compare(.date(calendar.day(of: instant)), .date(day))
        default: return NaiveOrder.compare(a, b)
        }
    }

    /// Before, inside or after a whole day or month.
    private func order(of value: Value, month first: CivilDate, _ next: CivilDate) -> NaiveOrder.Result? {
        calendar.day(of: value).map { $0 < first ? .less : $0 >= next ? .greater : .equal }
    }

    // MARK: Texts

    func matches(_ text: Value, _ sign: TextMatchOperator, _ pattern: Value, ignoringCase: Bool) throws -> Bool {
        guard case .text(let whole) = text, case .text(let sought) = pattern else { return false }
        if sign == .matches {
            let key = (ignoringCase ? "i" : "c") + sought
            let compiled = try folds[key] ?? Pattern(sought, ignoringCase: ignoringCase)
            folds[key] = compiled
            return compiled.matches(whole)
        }
        if case .has(let separator) = sign {
            let parts = whole.unicodeScalars.split { $0.value == UInt32(separator) }.map { part -> String in
                let start = part.drop { $0 == " " || $0 == "\t" }
                return String(String.UnicodeScalarView(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed()))
            }
            func folded(_ text: String) -> Value { ignoringCase ? NaiveOrder.folded(.text(text)) : .text(text) }
            return parts.contains { !$0.isEmpty && folded($0) == folded(sought) }
        }
        func bytes(_ value: Value) -> [UInt8] {
            if case .text(let text) = ignoringCase ? NaiveOrder.folded(value) : value { Array(text.utf8) } else { [] }
        }
        let (haystack, needle) = (bytes(text), bytes(pattern))
        guard needle.count <= haystack.count else { return false }
        let places: [Int] =
            switch sign {
            case .contains: Array(0...haystack.count - needle.count)
            case .startsWith: [0]
            case .endsWith: [haystack.count - needle.count]
            case .matches, .has: []
            }
        return places.contains { haystack[$0..<$0 + needle.count].elementsEqual(needle) }
    }

    // MARK: Arithmetic

    /// The number that a numeric value is; amounts in minor units. nil of everything else.
    static func number(_ value: Value) -> Double? {
        switch value {
        case .int(let number), .money(let number), .duration(let number): Double(number)
        case .number(let number): number
        case .missing, .bool, .text, .date, .time: nil
        }
    }

    static func whole(_ value: Value) -> Int64? {
        switch value {
        case .int(let number), .money(let number), .duration(let number): number
        case .missing, .bool, .number, .text, .date, .time: nil
        }
    }

    /// What is not finite is missing.
    static func finite(_ number: Double) -> Value { number.isFinite ? .number(number) : .missing }

    func arithmetic(
        _ sign: ArithmeticOperator, _ left: BoundExpression, _ right: BoundExpression, _ type: ValueType,
        _ scope: NaiveScope
    ) throws -> Value {
        try unlessMissing([left, right], scope) { try arithmetic(sign, $0[0], $0[1], right, type) }
    }

    /// What is made of several values is missing where one of them is, and then it does not matter how large the
    /// others are.
    func unlessMissing(_ operands: [BoundExpression], _ scope: NaiveScope, _ body: ([Value]) throws -> Value) throws
        -> Value
    {
        let known = try operands.map { operand in try NaiveOverflow.caught { try value(operand, scope) } }
        if known.contains(where: { (try? $0.get())?.isMissing == true }) { return .missing }
        return try body(try known.map { try $0.get() })
    }

    private func arithmetic(
        _ sign: ArithmeticOperator, _ a: Value, _ b: Value, _ right: BoundExpression, _ type: ValueType
    ) throws -> Value {
        if let day = calendar.day(of: a) {
            if let other = calendar.day(of: b) { return .int(NaiveCalendar.days(from: other, to: day)) }
            let sense: Int64 = sign == .subtract ? -1 : 1
            if case .duration(let count, let unit) = right.kind {
                if unit == .day || unit == .week {
                    return NaiveCalendar.sum(day, sense * Int64(unit == .week ? 7 * count : count))
                }
                return NaiveCalendar.moved(day, Int(sense) * count, unit).map { .date($0) } ?? .missing
            }
            guard let days = NaiveReader.whole(b) else { return .missing }
            let (change, overflow) = sense.multipliedReportingOverflow(by: days)
            return overflow ? .missing : NaiveCalendar.sum(day, change)
        }
        return try NaiveReader.arithmetic(sign, a, b, type)
    }

    /// Exact between whole numbers and amounts, but for quotients.
    private static func arithmetic(_ sign: ArithmeticOperator, _ a: Value, _ b: Value, _ type: ValueType) throws
        -> Value
    {
        if type.kind == .int || type.kind == .money, let x = whole(a), let y = whole(b) {
            let (exact, overflow) =
                switch sign {
                case .add: x.addingReportingOverflow(y)
                case .subtract: x.subtractingReportingOverflow(y)
                case .multiply: x.multipliedReportingOverflow(by: y)
                case .divide: throw NaiveMistake(description: "a whole quotient")
                }
            if overflow { throw NaiveOverflow() }
            return type.kind == .int ? .int(exact) : .money(exact)
        }
        guard let x = number(a), let y = number(b) else { return .missing }
        return switch sign {
        case .add: finite(x + y)
        case .subtract: finite(x - y)
        case .multiply: finite(x * y)
        case .divide: y == 0 ? .missing : finite(x / y)
        }
    }

    func negated(_ value: Value) throws -> Value {
        func opposite(_ number: Int64) throws -> Int64 {
            guard number != .min else { throw NaiveOverflow() }
            return -number
        }
        switch value {
        case .int(let number): return .int(try opposite(number))
        case .money(let amount): return .money(try opposite(amount))
        case .duration(let length): return .duration(try opposite(length))
        case .number(let number): return .number(-number)
        case .missing, .bool, .text, .date, .time: return .missing
        }
    }

    // MARK: Functions

    func call(_ operation: ScalarFunction.Operation, _ arguments: [Value], _ scope: NaiveScope) throws -> Value {
        let days = arguments.map { calendar.day(of: $0) }
        func ofDay(_ body: (CivilDate) -> Value) -> Value { days[0].map(body) ?? .missing }
        func first(of unit: DurationUnit) -> Value { ofDay { .date(NaiveCalendar.start(of: unit, holding: $0)) } }
        switch operation {
        case .daysSince: return ofDay { .int(NaiveCalendar.days(from: $0, to: scope.around.moment.today)) }
        case .daysBetween:
            return ofDay { first in days[1].map { .int(NaiveCalendar.days(from: first, to: $0)) } ?? .missing }
        case .hoursBetween:
            guard case .time(let first) = arguments[0], case .time(let second) = arguments[1] else { return .missing }
            return .number(Double(second.microseconds - first.microseconds) / 3_600_000_000)
        case .percentage, .asNumber: return NaiveReader.number(arguments[0]).map { .number($0) } ?? .missing
        case .year: return ofDay { .int(Int64($0.components.year)) }
        case .quarter: return first(of: .quarter)
        case .month: return first(of: .month)
        case .week: return first(of: .week)
        case .day: return ofDay { .date($0) }
        case .monthOfYear: return ofDay { .int(Int64($0.components.month)) }
        case .weekday:
            return ofDay { .int(NaiveCalendar.days(from: NaiveCalendar.start(of: .week, holding: $0), to: $0) + 1) }
        case .hour:
            guard case .time(let instant) = arguments[0] else { return .missing }
            return .int(calendar.zone.localTime(of: instant).microsecondOfDay / 3_600_000_000)
        case .dayOfMonth: return ofDay { .int(Int64($0.components.day)) }
        case .minute:
            guard case .time(let instant) = arguments[0] else { return .missing }
            return .int(calendar.zone.localTime(of: instant).microsecondOfDay / 60_000_000 % 60)
        case .weeksBetween, .monthsBetween, .yearsBetween:
            return ofDay { first in days[1].map { .int(between(first, $0, operation)) } ?? .missing }
        case .age: return ofDay { .int(between($0, scope.around.moment.today, .yearsBetween)) }
        case .squareRoot: return real(arguments[0]) { $0 < 0 ? nil : $0.squareRoot() }
        case .naturalLogarithm: return real(arguments[0]) { $0 > 0 ? log($0) : nil }
        case .exponential: return real(arguments[0]) { exp($0) }
        case .lowercase, .uppercase, .trimmed:
            guard case .text(let text) = arguments[0] else { return .missing }
            return .text(
                operation == .lowercase
                    ? text.lowercased()
                    : operation == .uppercase
                        ? text.uppercased() : NaiveReader.trimmed(text))
        case .left, .right:
            guard case .text(let text) = arguments[0], case .int(let count) = arguments[1] else { return .missing }
            var scalars = Array(text.unicodeScalars)
            while Int64(scalars.count) > max(0, count) {
                scalars.remove(at: operation == .left ? scalars.count - 1 : 0)
            }
            return .text(String(String.UnicodeScalarView(scalars)))
        case .before, .after, .replaced:
            guard case .text(let text) = arguments[0], case .text(let part) = arguments[1] else { return .missing }
            let pieces = NaiveReader.split(Array(text.unicodeScalars), Array(part.unicodeScalars))
            if operation == .replaced {
                guard case .text(let other) = arguments[2] else { return .missing }
                return .text(pieces.joined(separator: other))
            }
            guard pieces.count > 1 else { return .missing }
            return .text(operation == .before ? pieces[0] : pieces.dropFirst().joined(separator: part))
        case .joined:
            guard case .text(let first) = arguments[0], case .text(let second) = arguments[1] else { return .missing }
            return .text(first + second)
        case .power:
            guard let base = NaiveReader.number(arguments[0]), let exponent = NaiveReader.number(arguments[1]) else {
                return .missing
            }
            return NaiveReader.finite(pow(base, exponent))
        case .dateOfParts:
            guard case .int(let year) = arguments[0], case .int(let month) = arguments[1],
                case .int(let number) = arguments[2],
                let day = CivilDate(year: Int(clamping: year), month: Int(clamping: month), day: Int(clamping: number))
            else { return .missing }
            return .date(day)
        case .caseFolded, .caselessKey, .textOfCaselessKey:
            guard case .text(let text) = arguments[0] else { return .missing }
            return .text(operation == .caseFolded ? CaselessText.folded(text)
                : operation == .caselessKey ? CaselessText.key(text) : CaselessText.text(ofKey: text))
        case .monthAndDay, .monthsLater: throw NaiveMistake(description: "no function of the language")
        case .absolute: return try absolute(arguments[0])
        case .rounded: return try whole(arguments[0], .toNearestOrAwayFromZero)
        case .floor: return try whole(arguments[0], .down)
        case .ceiling: return try whole(arguments[0], .up)
        case .length:
            guard case .text(let text) = arguments[0] else { return .missing }
            return .int(Int64(text.unicodeScalars.count))
        }
    }

    /// A function of a day alone.
    func call(_ operation: ScalarFunction.Operation, of day: CivilDate) throws -> Value {
        try call(operation, [.date(day)], NaiveScope(home: 0, around: outermost))
    }

    /// The texts around each place of a part, from the left; the whole where it is not in it, or empty.
    private static func split(_ text: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> [String] {
        var pieces: [[Unicode.Scalar]] = [[]], rest = text[...]
        while let next = rest.first {
            if !part.isEmpty, rest.starts(with: part) {
                pieces.append([])
                rest = rest.dropFirst(part.count)
            } else {
                pieces[pieces.count - 1].append(next)
                rest = rest.dropFirst()
            }
        }
        return pieces.map { String(String.UnicodeScalarView($0)) }
    }

    private static func trimmed(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }

    private func real(_ value: Value, _ body: (Double) -> Double?) -> Value {
        NaiveReader.number(value).flatMap(body).map { NaiveReader.finite($0) } ?? .missing
    }

    /// How many whole ones have gone by, one after another.
    private func between(_ first: CivilDate, _ second: CivilDate, _ operation: ScalarFunction.Operation) -> Int64 {
        if second < first { return -between(second, first, operation) }
        func later(_ count: Int) -> CivilDate {
            switch operation {
            case .weeksBetween: first.adding(days: 7 * count)
            case .monthsBetween: first.adding(months: count)
            default: first.adding(months: 12 * count)
            }
        }
        var count = 0
        while later(count + 1) <= second, later(count + 1) > later(count) { count += 1 }
        return Int64(count)
    }

    private func absolute(_ value: Value) throws -> Value {
        switch value {
        case .int(let number), .money(let number), .duration(let number): number < 0 ? try negated(value) : value
        case .number(let number): .number(number.magnitude)
        case .missing, .bool, .text, .date, .time: .missing
        }
    }

    private func whole(_ value: Value, _ rule: FloatingPointRoundingRule) throws -> Value {
        if let whole = NaiveReader.whole(value) { return .int(whole) }
        guard let number = NaiveReader.number(value) else { return .missing }
        return Int64(exactly: number.rounded(rule)).map { .int($0) } ?? .missing
    }
}

extension BoundExpression {
    /// Whether it is a whole number, and the other one is written with a fraction.
    fileprivate func isNever(_ other: BoundExpression) -> Bool {
        guard type.kind == .int, case .decimal(let literal) = other.kind else { return false }
        return !literal.isWhole
    }
}

import Model
package import Syntax

/// E04: values that do not go together.
extension DiagnosticCode {
    package static let typeCodes: [DiagnosticCode] = [
        incomparable, wrongType, badArithmetic, wrongArguments, badAmount, unknownType, noEventTime, emptyWindow,
        groupedName, valueOrRecords,
        misplacedClause, classesWithoutElse, unreachableArm, badPattern, overlappingArms, outerRowOfEverybody,
        unknownValue
    ]

    static let incomparable = DiagnosticCode(
        "E0401", "types that can't be compared",
        explanation:
            "Both sides of a comparison count the same thing. A bare number takes the unit of the other side; money and days, or text and a number, have nothing in common. Dates are written bare, without quotes.",
        wrong: "segment where recency > \"thirty\"", right: "segment where recency > 30")
    static let wrongType = DiagnosticCode(
        "E0402", "wrong type",
        explanation:
            "A condition is needed behind `where`, `and`, `or`, `not`; text around `contains`; a number, a date or a time where the message says so.",
        wrong: "segment where recency", right: "segment where recency < 30")
    static let badArithmetic = DiagnosticCode(
        "E0403", "arithmetic without a meaning",
        explanation:
            "Money and money, days and days can be added; money or days times a plain number; a date less a date is days, a date plus days is a date. Months and years can be added only to `today` and to dates written out.",
        wrong: "segment where monetary + recency > 5", right: "segment where monetary + 5 > 10")
    static let wrongArguments = DiagnosticCode(
        "E0404", "wrong arguments",
        explanation: "The function takes other arguments; the message gives an example.",
        wrong: "segment where days_since() > 5", right: "segment where days_since(joined_at) > 5")
    static let badAmount = DiagnosticCode(
        "E0405", "number out of range",
        explanation:
            "Whole numbers go up to 9,223,372,036,854,775,807, numbers have up to 18 decimals, durations up to a million whole units.",
        wrong: "segment where monetary > 99999999999999999999", right: "segment where monetary > 9999999999")
    static let unknownType = DiagnosticCode(
        "E0406", "unknown type",
        explanation: "Types are bool, int, number, money, text, date, time and duration.",
        wrong: "param min: dollars = 5", right: "param min: money = 5")
    static let noEventTime = DiagnosticCode(
        "E0407", "window without an event time",
        explanation:
            "A window restricts records by their event time, or a date or time itself. These records have none (the model declares it with `at`), or the value is neither date nor time.",
        wrong: "segment where monetary in last 30 days", right: "segment where joined_at in last 30 days")
    static let emptyWindow = DiagnosticCode(
        "E0408", "window that ends before it starts",
        explanation: "`between 180 and 90 days ago` names the older bound first.",
        wrong: "segment where any(orders between 90 and 180 days ago)",
        right: "segment where any(orders between 180 and 90 days ago)")
    static let groupedName = DiagnosticCode(
        "E0409", "value of one row in a group",
        explanation:
            "Inside the braces of `group by` and `aggregate` there are many rows: say sum, avg, min, max or count of the value, or group by it.",
        wrong: "from customers | group by city { m = monetary }",
        right: "from customers | group by city { m = sum(monetary) }")
    static let valueOrRecords = DiagnosticCode(
        "E0410", "value or records",
        explanation:
            "sum, avg, min, max, first and last need a value of the records, as in sum(orders.amount); any, all and none look at records themselves, with a condition behind `where`.",
        wrong: "segment where sum(orders) > 5", right: "segment where sum(orders.amount) > 5")
    static let misplacedClause = DiagnosticCode(
        "E0411", "clause that the function does not take",
        explanation: "`where` and windows belong to aggregates over records, `distinct` to count alone.",
        wrong: "segment where sum(distinct orders.amount) > 5",
        right: "segment where count(distinct orders.channel) > 1")
}

extension DiagnosticCode {
    static let classesWithoutElse = DiagnosticCode(
        "E0412", "classes without an else",
        explanation: "Every customer falls into some class: the last arm is `else`, and there is exactly one.",
        wrong: "classify tier { \"gold\" when monetary >= 10000 }",
        right: "classify tier { \"gold\" when monetary >= 10000, else \"basic\" }")
    static let badPattern = DiagnosticCode(
        "E0414", "pattern not understood",
        explanation:
            "`matches` takes a regular expression, best as a raw text: r\"^1[3-9]\\d{9}$\". Patterns are matched in a time that grows with the text only, which is why back-references and look-around are not part of them.",
        wrong: "segment where phone matches r\"^1[3-9\"", right: "segment where phone matches r\"^1[3-9]\\d{9}$\"")
    static let unreachableArm = DiagnosticCode(
        "E0413", "class that nobody can reach",
        explanation:
            "Arms are tried in order, and the earlier ones between them take every value that this one would; or no value at all fulfils its condition. Put the narrower condition first. A table of thousands of arms is checked as far as a fixed number of steps goes, and a note says how far that was.",
        wrong: "classify tier { \"silver\" when monetary >= 2000, \"gold\" when monetary >= 10000, else \"basic\" }",
        right: "classify tier { \"gold\" when monetary >= 10000, \"silver\" when monetary >= 2000, else \"basic\" }")
    static let outerRowOfEverybody = DiagnosticCode(
        "E0415", "everybody's records beside the row at hand",
        explanation:
            "What is asked of all customers, or of all their records, is one value for everybody, worked out once. Its window, its condition and its value speak of these records alone, not of the row that the question is about; that row is compared with the result.",
        wrong: "from orders | where count(customers where monetary > amount) < 10",
        right: "from orders | where amount > avg(customers.orders.amount)")
    static let overlappingArms = DiagnosticCode(
        "E0430", "classes that overlap",
        explanation:
            "Two arms take some of the same values, and neither takes all of the other's. The first one wins, which may not be what was meant: ranges often share an end by mistake, since both ends of `between` belong to it.",
        wrong:
            "classify activity { \"new\" when recency between 0 and 30, \"active\" when recency between 30 and 90, else \"quiet\" }",
        right:
            "classify activity { \"new\" when recency between 0 and 30, \"active\" when recency between 31 and 90, else \"quiet\" }"
    )
}

extension Diagnostic {
    static func missingElse(at span: SourceSpan) -> Diagnostic {
        let start = SourceSpan(source: span.source, utf8Start: Int(span.utf8Start), utf8End: Int(span.utf8Start))
        return Diagnostic(
            .classesWithoutElse, "the classes have no `else`", at: span, label: "`else` expected before this",
            fixIts: [FixIt("add an `else`", replace: start, with: ", else \"other\" ")])
    }

    /// - Parameter range: the bytes of the pattern at fault, where it stands in the text as it is.
    static func badPattern(_ message: String, in span: SourceSpan, at range: Range<Int>?) -> Diagnostic {
        let place = range.map { range in
            let start = Int(span.utf8Start) + 2
                return SourceSpan(
                    source: span.source, utf8Start: start + range.lowerBound,
                    utf8End: max(start + range.lowerBound, min(start + range.upperBound, Int(span.utf8End))))
        } ?? span
        return Diagnostic(.badPattern, "the pattern is not understood: \(message)", at: place, label: "here")
    }

    static func patternNotConstant(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.badPattern, "`matches` needs a pattern written out", at: span, label: "not a constant")
    }

    static func elseNotLast(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.classesWithoutElse, "`else` comes last", at: span, label: "arms behind it can never win")
    }

    static func unreachableArm(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unreachableArm, "nobody can fall into this class", at: span,
            label: "earlier arms take every value that this one would",
            severity: .warning, notes: ["arms are tried in order: put the narrower condition first"])
    }

    static func impossibleArm(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unreachableArm, "nobody can fall into this class", at: span, label: "no value fulfils its condition",
            severity: .warning)
    }

    /// - Parameters:
    ///   - checked: how many arms were held against those before them.
    ///   - span: of the first that was not.
    static func tableTooLarge(checked: Int, of count: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unreachableArm, "whether all of the \(count) classes can be reached was not checked", at: span,
            label: "the first \(checked) arms were; this one and those behind it were not",
            severity: .note)
    }

    /// - Parameter before: the last arm with a condition.
    static func unreachableElse(at span: SourceSpan, before: SyntaxNode) -> Diagnostic {
        let value = before.nodes.first?.text ?? ""
        return Diagnostic(
            .unreachableArm, "nobody can fall into this class", at: span, label: "the arms before it take everybody",
            severity: .warning,
            fixIts: [
                FixIt(
                    "make the last arm the one for all others", replace: before.span.union(span), with: "else \(value)")
            ])
    }

    /// - Parameter shared: the ranges that both take, one for each value that they look at.
    static func overlappingArms(shared: [String], at span: SourceSpan, earlier: SourceSpan) -> Diagnostic {
        Diagnostic(
            .overlappingArms, "this class and an earlier one overlap", at: span,
            label: "also takes \(shared.joined(separator: " and "))",
            severity: .warning, secondary: [Label(earlier, "this one wins there")])
    }

    /// - Parameters:
    ///   - text: a text written out, on either side.
    ///   - year: a number that reads like one, beside a date.
    static func incomparable(
        _ left: ValueType, _ right: ValueType, left leftSpan: SourceSpan, right rightSpan: SourceSpan,
        text: (String, SourceSpan)?,
        year: Int64? = nil
    ) -> Diagnostic {
        var diagnostic = Diagnostic(
            .incomparable, "\(left.name) and \(right.name) can't be compared", at: rightSpan,
            label: "this is \(right.name)",
            secondary: [Label(leftSpan, "this is \(left.name)")])
        if left.isMoney != right.isMoney, left.isNumeric, right.isNumeric, left.unit != .days, right.unit != .days {
            diagnostic.notes.append("only a number written out takes the unit of the other side")
        }
        if left.unit == .days, right.kind == .time {
            diagnostic.notes.append("a number of days is compared with a number: `30` or `30 days`, not `30 days ago`")
        } else if left.isTemporal, right.isNumeric || right.kind == .duration, year == nil {
            diagnostic.notes.append("for how long ago something was, compare `days_since(…)`")
        }
        if let year, left.isTemporal {
            diagnostic.notes.append("a year alone is no date: write `\(year)-01-01`, or compare `year(…)`")
            diagnostic.fixIts.append(
                FixIt("compare the year", [Edit(leftSpan.beginning, "year("), Edit(leftSpan.end, ")")]))
        }
        if let (value, span) = text, left.isTemporal || right.isTemporal || left.isNumeric || right.isNumeric {
            if value.isBareValue {
                diagnostic.fixIts.append(FixIt("write `\(value)` without quotes", replace: span, with: value))
            }
        }
        return diagnostic
    }

    static func slashedDate(_ date: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .incomparable, "dates are written with hyphens", at: span, label: "this divides",
            fixIts: [FixIt("write `\(date)`", replace: span, with: date)])
    }

    static func outerRowOfEverybody(_ path: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .outerRowOfEverybody, "`\(path)` are everybody's records, and this looks at the row at hand", at: span,
            label: "another value for each row",
            notes: ["what is asked of everybody is worked out once: compare its result with the row instead"])
    }

    static func differentArms(_ first: ValueType, _ other: ValueType, _ firstSpan: SourceSpan, _ span: SourceSpan)
        -> Diagnostic
    {
        let notes =
            first.isTemporal && other.isTemporal
            ? ["`day(…)` makes a date of a time"] : ["every arm of one value has the same type"]
        return Diagnostic(
            .incomparable, "\(first.name) and \(other.name) can't be arms of one value", at: span,
            label: "this is \(other.name)",
            secondary: [Label(firstSpan, "this is \(first.name)")], notes: notes)
    }

    /// `city = "Berlin" or "Paris"`
    ///
    /// - Parameter subject: what the condition before it compares, and the sign.
    static func valueInChain(_ type: ValueType, repeating subject: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "a condition is needed, and this is \(type.name)", at: span,
            label: "\(type.name), neither true nor false",
            notes: ["each condition of a chain says what it compares; several values stand in `in (…)`"],
            fixIts: [FixIt("write `\(subject)` again", replace: span.beginning, with: subject + " ")])
    }

    static func notACondition(_ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "a condition is needed, and this is \(type.name)", at: span,
            label: "\(type.name), neither true nor false",
            notes: ["compare it with something, or ask `is known`"])
    }

    static func unorderedComparison(_ sign: String, _ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "`\(sign)` needs values with an order, and \(type.name) has none", at: span, label: "no order")
    }

    static func textNeeded(_ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.wrongType, "text is needed, and this is \(type.name)", at: span, label: "this is \(type.name)")
    }

    static func numberNeeded(_ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.wrongType, "a number is needed, and this is \(type.name)", at: span, label: "this is \(type.name)")
    }

    /// - Parameter text: what is written out there, as a text.
    static func dateNeeded(_ type: ValueType, at span: SourceSpan, text: String? = nil) -> Diagnostic {
        let bare = text.flatMap { $0.isBareValue ? $0 : nil }
        return Diagnostic(
            .wrongType, "a date or a time is needed, and this is \(type.name)", at: span, label: "this is \(type.name)",
            notes: type.kind == .duration ? ["write `90 days ago` for a point in time"] : [],
            fixIts: (bare.map { [FixIt("write `\($0)` without quotes", replace: span, with: $0)] } ?? [])
                + (type.kind == .duration ? [FixIt("add `ago`", replace: span.end, with: " ago")] : []))
    }

    static func badDefault(_ name: String, _ type: ValueType, found: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "the parameter `\(name)` is \(type.name), its default is not", at: span,
            label: "this is \(found.name)")
    }

    static func badArithmetic(
        _ sign: String, _ left: ValueType, _ right: ValueType, isMonthsFromValue: Bool = false, at span: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            .badArithmetic, "\(left.name) \(sign) \(right.name) has no meaning", at: span,
            label: "\(left.name) \(sign) \(right.name)",
            notes: isMonthsFromValue
                ? ["months and years are added only to `today` and to dates written out; days to any date"] : [])
    }

    static func tooManyOperands(limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badArithmetic, "more than \(limit) operands in one chain", at: span, label: "too long",
            notes: ["name parts of it as metrics"])
    }

    /// - Parameter comma: the first one, where what stands behind it may be a condition.
    static func wrongArgumentCount(
        _ function: String, expected: Int, found: Int, example: String, at span: SourceSpan, comma: SourceSpan? = nil
    ) -> Diagnostic {
        Diagnostic(
            .wrongArguments, "`\(function)` takes \(expected) argument\(expected == 1 ? "" : "s"), not \(found)",
            at: span,
            label: "\(found) given", notes: ["for example `\(example)`"],
            fixIts: comma.map { [FixIt("write `where` before the condition", replace: $0, with: " where")] } ?? [])
    }

    static func decimalsNeeded(limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongArguments, "`round` takes a whole number of decimals from 0 to \(limit), written out", at: span,
            label: "decimals", notes: ["for example `round(average_order_value, 1)`"])
    }

    static func wrongArgumentType(
        _ function: String, expected: String, found: ValueType, example: String, at span: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            .wrongArguments, "`\(function)` takes a \(expected), and this is \(found.name)", at: span,
            label: "this is \(found.name)",
            notes: ["for example `\(example)`"])
    }

    static func badParameter(_ function: String, needs: String, example: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongArguments, "`\(function)` needs \(needs) here", at: span, label: "a constant is needed",
            notes: ["for example `\(example)`"])
    }

    static func anniversaryAlone(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .noEventTime, "`anniversary` needs a window behind it", at: span, label: "no window",
            notes: ["for example `anniversary(birthday) in next 7 days`"])
    }

    static func unboundedAnniversary(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .noEventTime, "the window of an anniversary has a start and an end", at: span,
            label: "open, or different from customer to customer")
    }

    static func sampleOfNobody(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .groupedName, "a sample is of customers, and there is no one customer here", at: span, label: "no customer",
            notes: ["filter by it before the rows are grouped: `| where sample 10%`"])
    }

    static func numberTooLarge(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.badAmount, "`\(text)` is too large or too precise a number", at: span, label: "out of range")
    }

    static func badDuration(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badAmount, "`\(text)` is no usable length of time", at: span,
            label: "a whole number from 1 to 1,000,000 is needed")
    }

    static func badCalendarUnit(_ unit: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badAmount, "`\(unit)` is no calendar unit here", at: span,
            label: "day, week, month, quarter or year is needed")
    }

    static func momentNotConstant(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "the same moment is needed for every customer", at: span,
            label: "differs from customer to customer",
            notes: ["write a date, or for example `180 days ago`"])
    }

    static func negativeTake(at span: SourceSpan) -> Diagnostic {
        Diagnostic(.badAmount, "`take` needs a number of rows, 0 or more", at: span, label: "negative")
    }

    /// Types of other languages.
    private static let foreignTypes = [
        "integer": "int", "bigint": "int", "smallint": "int", "decimal": "number", "float": "number",
        "double": "number", "numeric": "number", "real": "number",
        "string": "text", "str": "text", "varchar": "text", "char": "text", "datetime": "time", "timestamp": "time",
        "boolean": "bool", "currency": "money",
        "amount": "money", "interval": "duration",
        "list": "text list", "array": "text list",
    ]

    static func unknownType(_ name: String, at span: SourceSpan) -> Diagnostic {
        let names = ValueKind.allCases.map(\.name)
        let closest = foreignTypes[name.lowercased()] ?? EditDistance.closest(to: name, in: names)
        return Diagnostic(
            .unknownType, "there is no type named `\(name)`", at: span, label: "not a type",
            notes: ["types are " + names.joined(separator: ", ")],
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func noEventTime(_ entity: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .noEventTime, "\(entity) have no event time for a window to look at", at: span, label: "no event time",
            notes: ["the model declares one with `at`: `entity \(entity) at …`"])
    }

    static func windowOverNoTime(_ type: ValueType, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .noEventTime, "a window needs a date or a time, and this is \(type.name)", at: span,
            label: "this is \(type.name)")
    }

    static func emptyWindow(_ older: Int, _ newer: Int, _ unit: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .emptyWindow, "this window ends before it starts", at: span, label: "the older bound comes first",
            fixIts: older == newer
                ? [] : [FixIt("swap the bounds", replace: span, with: "\(newer) and \(older) \(unit) ago")])
    }

    static func recordsOfManyRows(_ function: AggregateFunction, at span: SourceSpan) -> Diagnostic {
        let name = function.rawValue
        let advice =
            function.operand == .records
            ? "count the rows that fulfil it: `count(id where \(name)(…))`"
            : "say what to make of it for all rows: `max(\(name)(…))`"
        return Diagnostic(
            .groupedName, "`\(name)` looks at the records of one row, and there are many here", at: span,
            label: "many rows here", notes: [advice])
    }

    static func valueNotNeeded(
        _ function: String, records: String, field: String, isCondition: Bool, at span: SourceSpan
    ) -> Diagnostic {
        let fix = "\(records) where \(field)\(isCondition ? "" : " …")"
        return Diagnostic(
            .valueOrRecords, "`\(function)` looks at records, not at a value of them", at: span, label: "a value",
            notes: ["write the condition behind `where`: `\(function)(\(fix))`"],
            fixIts: isCondition ? [FixIt("write `\(fix)`", replace: span, with: fix)] : [])
    }

    static func valueNeeded(_ function: String, entity: String, field: String?, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.valueOrRecords, "`\(function)` needs a value of \(entity)", at: span, label: "records, not a value",
                   fixIts: field.map { [FixIt("write `\(entity).\($0)`", replace: span.end, with: ".\($0)")] } ?? [])
    }

    static func conditionNeeded(entity: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .valueOrRecords, "`all` needs a condition that all \(entity) fulfil", at: span, label: "no condition",
            notes: ["for example `all(\(entity) where …)`"])
    }

    static func misplacedClause(_ clause: String, _ function: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.misplacedClause, "`\(function)` takes no `\(clause)`", at: span, label: "not here")
    }
}

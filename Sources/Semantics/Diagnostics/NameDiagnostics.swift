import Model
package import Syntax

/// E03: names that mean nothing here, or too much.
extension DiagnosticCode {
    package static let nameCodes: [DiagnosticCode] = [
        unknownName, unknownSource, unknownFunction, unknownParameter, duplicateName, definitionCycle,
        definitionsNestTooDeeply,
        unavailableDefinition, manyRecords, notARecordPath, metricAsSource, parameterWithoutValue
    ]

    static let unknownName = DiagnosticCode(
        "E0301", "unknown name",
        explanation:
            "There is no field, metric, segment or record type of this name here. `.fields` at the prompt lists them; a new metric is a line `metric name = expression`.",
        wrong: "segment where recencey < 30", right: "segment where recency < 30")
    static let unknownSource = DiagnosticCode(
        "E0302", "unknown source",
        explanation: "`from` reads customers, a segment, or records such as orders.",
        wrong: "from custmers | take 5", right: "from customers | take 5")
    static let unknownFunction = DiagnosticCode(
        "E0303", "unknown function",
        explanation:
            "There is no function of this name. Aggregates are count, sum, avg, min, max, any, all, none, first and last.",
        wrong: "segment where total(orders.amount) > 5", right: "segment where sum(orders.amount) > 5")
    static let unknownParameter = DiagnosticCode(
        "E0304", "unknown parameter",
        explanation: "A parameter is declared with its type before it has a meaning: param min: money = 5000.",
        wrong: "segment where monetary > $min", right: "param min: money = 5000\nsegment where monetary > $min")
    static let duplicateName = DiagnosticCode(
        "E0305", "name used twice",
        explanation:
            "A name stands for one thing: two definitions of a script, two columns of a stage, or a definition and a field of customers can't share one.",
        wrong: "metric a = recency\nmetric a = monetary", right: "metric a = recency\nmetric b = monetary")
    static let definitionCycle = DiagnosticCode(
        "E0306", "definitions in a circle",
        explanation: "Metrics and segments may use each other as long as none, on whatever way, uses itself.",
        wrong: "segment a where b\nsegment b where not a", right: "segment a where recency < 30\nsegment b where not a")
    static let definitionsNestTooDeeply = DiagnosticCode(
        "E0307", "definitions nested too deeply",
        explanation:
            "Definitions may stand in any order, but a chain in which each needs one further down can be at most 250 long. Put those that others need first; then a chain can be of any length. Definitions of records are worked out wherever they are named, so that each one that names another twice doubles what that costs: 10,000 uses are the limit. Definitions of customers are worked out once in every context: over a window, as of a day, among others. One that names another both as it is and in a context of its own doubles their number, level upon level, up to a limit of 256.",
        wrong: "segment s1 where s2\nsegment s2 where s3\n-- … and so on, up to s251\nsegment s251 where recency < 30",
        right: "segment s251 where recency < 30\n-- … and so on, down to s2\nsegment s2 where s251\nsegment s1 where s2"
    )
    static let unavailableDefinition = DiagnosticCode(
        "E0308", "ready-made definition this model can't answer",
        explanation:
            "The ready-made metrics are written for the standard model. This one needs an entity or a field that your model lacks, or has with another type. Define it yourself: metric recency = days_since(last(purchases.bought_at)).",
        wrong: "entity people { key id: int }\nsegment where recency < 30", right: "segment where recency < 30")
    static let manyRecords = DiagnosticCode(
        "E0309", "many records where one value is needed",
        explanation:
            "A customer has many orders, so `orders.amount` is not one value. Say which you mean: sum, avg, min, max, first or last of them, or any(orders where …).",
        wrong: "segment where orders.amount > 100", right: "segment where max(orders.amount) > 100")
    static let notARecordPath = DiagnosticCode(
        "E0310", "function without records",
        explanation:
            "An aggregate works on the records of a customer: a path such as orders, or a value of them such as orders.amount, then a window, then a condition.",
        wrong: "segment where sum(monetary) > 5", right: "segment where sum(orders.amount) > 5")
    static let metricAsSource = DiagnosticCode(
        "E0311", "metric as a source",
        explanation: "A metric is a value of each customer, not a set of them. Read customers and select it.",
        wrong: "from monetary | take 5", right: "from customers | select id, monetary | take 5")
    static let parameterWithoutValue = DiagnosticCode(
        "E0312", "parameter without a value",
        explanation:
            "A parameter without a default gets its value from --param name=value, and one that is given must be declared and fit its type.",
        wrong: "param min: money\nsegment where monetary > $min",
        right: "param min: money = 5000\nsegment where monetary > $min")
}

extension Diagnostic {
    static func unknownName(_ name: String, entity: String, closest: String?, elsewhere: String?, at span: SourceSpan)
        -> Diagnostic
    {
        let notes = elsewhere.map { ["records have it: say which with an aggregate, as in `last(\($0))`"] } ?? []
        return Diagnostic(
            .unknownName, "there is no field, metric or segment named `\(name)`", at: span,
            label: "not known in \(entity)",
            notes: notes, fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func unquotedText(_ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownName, "there is no field, metric or segment named `\(word)`", at: span,
            label: "text belongs in double quotes",
            fixIts: [FixIt("write \"\(word)\"", replace: span, with: "\"\(word)\"")])
    }

    static func unknownField(_ name: String, entity: String, candidates: [String], at span: SourceSpan) -> Diagnostic {
        let closest = EditDistance.closest(to: name, in: candidates)
        return Diagnostic(
            .unknownName, "\(entity) have no field named `\(name)`", at: span, label: "not a field of \(entity)",
            notes: closest == nil ? ["fields are " + candidates.prefix(12).joined(separator: ", ")] : [],
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func unknownColumn(_ name: String, columns: [String], at span: SourceSpan) -> Diagnostic {
        let closest = EditDistance.closest(to: name, in: columns)
        return Diagnostic(
            .unknownName, "the stage before has no column named `\(name)`", at: span, label: "not a column here",
            notes: ["columns here are " + columns.joined(separator: ", ")],
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func fieldHasNoFields(_ field: String, _ next: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownName, "`\(field)` is a value and has no field `\(next)`", at: span, label: "nothing to look up here"
        )
    }

    static func nameInConstant(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.unknownName, "a parameter's value can't name `\(name)`", at: span, label: "only constants here",
                   notes: ["text belongs in double quotes"])
    }

    static func unknownSource(_ name: String, closest: String?, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownSource, "there is nothing named `\(name)` to read", at: span, label: "not an entity or a segment",
            notes: closest == nil ? ["read customers, a segment, or records such as orders"] : [],
            fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    static func unknownFunction(_ name: String, at span: SourceSpan, arguments: String, call: SourceSpan) -> Diagnostic
    {
        switch name.lowercased() {
        case "now", "current_date", "getdate", "curdate", "current_timestamp":
            return Diagnostic(.unknownFunction, "`\(name)()` is written `today` here", at: call, label: "write `today`",
                              notes: ["`today` is the as-of day: a question never reads the clock"],
                              fixIts: [FixIt("write `today`", replace: call, with: "today")])
        case "isnull", "is_null":
            return Diagnostic(
                .unknownFunction, "`\(name)(…)` is written `is missing` here", at: call,
                label: "write `\(arguments) is missing`",
                fixIts: [FixIt("write `is missing`", replace: call, with: "\(arguments) is missing")])
        case "len", "char_length", "strlen": return renamed(name, "length", at: span)
        case "date", "to_date", "timestamp", "datetime", "cast", "todate":
            let bare = String(arguments.dropFirst().dropLast())
            return Diagnostic(
                .unknownFunction, "dates are written bare, not as `\(name)(\"…\")`", at: call,
                label: "for example `2026-01-01`, without quotes",
                fixIts: bare.isBareValue ? [FixIt("write `\(bare)`", replace: call, with: bare)] : [])
        case "isblank", "isempty", "isna", "is_empty":
            return Diagnostic(
                .unknownFunction, "`\(name)(…)` is written `is missing` here", at: call,
                label: "write `\(arguments) is missing`",
                fixIts: [FixIt("write `is missing`", replace: call, with: "\(arguments) is missing")])
        case "ifnull", "nvl": return renamed(name, "coalesce", at: span)
        case "lcase", "tolower", "lowercase": return renamed(name, "lower", at: span)
        case "ucase", "toupper", "uppercase": return renamed(name, "upper", at: span)
        case "log": return renamed(name, "ln", at: span)
        case "datediff", "date_diff": return renamed(name, "days_between", at: span)
        case "countif", "countifs", "sumif", "sumifs", "averageif":
            let native =
                name.lowercased().hasPrefix("sum") ? "sum" : name.lowercased().hasPrefix("count") ? "count" : "avg"
            let parts = arguments.split(separator: ",", maxSplits: 1).map { $0.drop { $0 == " " } }
            let text = parts.count == 2 ? "\(native)(\(parts[0]) where \(parts[1]))" : nil
            return Diagnostic(
                .unknownFunction, "`\(name)` is written `\(native)(… where …)` here", at: call,
                label: "write `\(native)(… where …)`",
                fixIts: text.map { [FixIt("write `\($0)`", replace: call, with: $0)] } ?? [])
        case "concatenate": return renamed(name, "concat", at: span)
        case "substitute": return renamed(name, "replace", at: span)
        case "pow": return renamed(name, "power", at: span)
        case "exists":
            return Diagnostic(
                .unknownFunction, "`exists` is written `any` here", at: span, label: "write `any`",
                fixIts: [FixIt("write `any`", replace: span, with: "any")])
        case "average", "mean":
            return Diagnostic(
                .unknownFunction, "`\(name)` is written `avg` here", at: span, label: "write `avg`",
                fixIts: [FixIt("write `avg`", replace: span, with: "avg")])
        case "total":
            return Diagnostic(
                .unknownFunction, "`total` is written `sum` here", at: span, label: "write `sum`",
                fixIts: [FixIt("write `sum`", replace: span, with: "sum")])
        default: break
        }
        let names =
            AggregateFunction.allCases.map(\.rawValue) + RowFunction.all.map(\.name)
            + ScalarFunction.all.map(\.name) + ChoiceFunction.allCases.map(\.rawValue)
            + PairFunction.allCases.map(\.rawValue)
            + RecordExpression.allCases.map(\.rawValue)
        let closest = EditDistance.closest(to: name, in: names)
        return Diagnostic(.unknownFunction, "there is no function named `\(name)`", at: span, label: "not a function",
                          notes: closest == nil ? ["functions are " + names.joined(separator: ", ")] : [],
                          fixIts: closest.map { [FixIt("did you mean `\($0)`?", replace: span, with: $0)] } ?? [])
    }

    private static func renamed(_ name: String, _ native: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownFunction, "`\(name)` is written `\(native)` here", at: span, label: "write `\(native)`",
            fixIts: [FixIt("write `\(native)`", replace: span, with: native)])
    }

    static func unknownParameter(_ name: String, known: [String], example: String, at span: SourceSpan)
        -> Diagnostic
    {
        let closest = EditDistance.closest(to: name, in: known)
        return Diagnostic(
            .unknownParameter, "there is no parameter `$\(name)`", at: span, label: "not declared",
            notes: closest == nil ? ["declare it with its type: `param \(name): \(example)`"] : [],
            fixIts: closest.map { [FixIt("did you mean `$\($0)`?", replace: span, with: "$" + $0)] } ?? [])
    }

    static func unknownArgument(_ name: String, known: [String], at span: SourceSpan) -> Diagnostic {
        let start = SourceSpan(source: span.source, utf8Start: Int(span.utf8Start), utf8End: Int(span.utf8Start))
        return Diagnostic(
            .unknownParameter, "the script has no parameter `\(name)`", at: start,
            label: "given from outside, declared nowhere",
            notes: known.isEmpty
                ? ["the script declares no parameters"] : ["its parameters are " + known.joined(separator: ", ")])
    }

    /// A parameter of an imported file.
    static func unknownArgument(_ name: String, ofImport path: String, known: [String], at span: SourceSpan)
        -> Diagnostic
    {
        Diagnostic(
            .unknownParameter, "\(path) has no parameter for `\(name)`", at: span,
            label: "given from outside, declared nowhere",
            notes: known.isEmpty
                ? ["the file declares no parameters"] : ["its parameters are " + known.joined(separator: ", ")])
    }

    static func argumentGivenTwice(_ name: String, _ other: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .parameterWithoutValue, "`\(name)` and `\(other)` are one parameter and are given two values", at: span,
            label: "one file under two names")
    }

    static func duplicateDefinition(_ name: String, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
        Diagnostic(
            .duplicateName, "`\(name)` is defined twice", at: span, label: "the second definition",
            secondary: [Label(first, "the first")])
    }

    static func nameHidesField(_ name: String, of entity: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.duplicateName, "`\(name)` is already a field of \(entity)", at: span, label: "choose another name")
    }

    static func duplicateColumn(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.duplicateName, "there are two columns named `\(name)`", at: span, label: "the second one",
                   notes: ["give it a name of its own: `other_name = …`"])
    }

    static func definitionCycle(_ path: [String], at span: SourceSpan) -> Diagnostic {
        Diagnostic(.definitionCycle, "`\(path[0])` is defined by itself", at: span, label: "closes the circle",
                   notes: [path.joined(separator: " → ")])
    }

    static func definitionsNestTooDeeply(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .definitionsNestTooDeeply, "definitions that need each other nest too deeply here", at: span,
            label: "one too many",
            notes: ["put the definitions that others need first in the text"])
    }

    /// - Parameter limit: how often definitions of records may be named, all in all.
    static func recordDefinitionsTooManyTimes(limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .definitionsNestTooDeeply,
            "definitions of records that use each other come to more than \(limit) uses here", at: span,
            label: "one too many",
            notes: [
                "a value of records is worked out wherever it is named, with all that it uses: name the ones below it less often"
            ])
    }

    /// - Parameter limit: how many parts the values that stages have named may come to, all in all.
    static func localsTooLarge(_ name: String, limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .definitionsNestTooDeeply, "with `\(name)`, what stages have named comes to more than \(limit) parts",
            at: span, label: "one too many",
            notes: [
                "a value that is named before `select` is worked out wherever its name stands: put `select` before this stage"
            ])
    }

    /// - Parameter limit: in how many contexts what a definition leads to may be worked out.
    static func tooManyContexts(_ name: String, limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .definitionsNestTooDeeply,
            "`\(name)` leads to definitions in more than \(limit) windows, days and companies", at: span,
            label: "too many contexts",
            notes: [
                "each `over`, `as of` or `among` beside the same name without it doubles their number: use fewer of them on top of each other"
            ])
    }

    static func unavailableDefinition(_ name: String, reason: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unavailableDefinition, "this model has no `\(name)`", at: span,
            label: "ready-made, but not for this model",
            notes: [reason, "define it yourself: `metric \(name) = …`"])
    }

    /// Every fix that may be meant; of these the ones that compile are offered.
    ///
    /// - Parameters:
    ///   - around: the window or the comparison that has the records on its left.
    ///   - condition: that comparison as one on the records themselves: `status = "paid"`.
    static func manyRecords(
        _ entity: String, field: String?, text: String, isText: Bool, around: SyntaxNode?, condition: String?,
        at span: SourceSpan
    ) -> Diagnostic {
        var fixes: [(SourceSpan, String)] = []
        if let around, around.kind == .windowTest || around.kind == .between, field == nil {
            fixes.append((around.span, "any(\(around.text))"))
        }
        let isAny = (around?.span).flatMap { place in
            condition.map { (place, "any(\(text.dropLast(field.map { $0.utf8.count + 1 } ?? 0)) where \($0))") }
        }
        if isText, let isAny { fixes.append(isAny) }
        if field != nil {
            fixes.append((span, "max(\(text))"))
        } else {
            fixes += [(span, "count(\(text))"), (span, "any(\(text))")]
        }
        if !isText, let isAny { fixes.append(isAny) }
        return Diagnostic(
            .manyRecords, "a customer has many \(entity): `\(text)` is not one value", at: span, label: "many records",
            notes: field == nil
                ? ["say `any(\(text))`, `none(\(text))` or `count(\(text))`"]
                : ["say `sum`, `avg`, `min`, `max`, `first` or `last` of it"],
            fixIts: fixes.map { FixIt("write `\($0.1)`", replace: $0.0, with: $0.1) })
    }

    /// `orders.count`
    static func memberFunction(_ word: String, write call: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .unknownName, "records have no member `\(word)`", at: span,
            label: "functions stand before what they look at",
            fixIts: [FixIt("write `\(call)`", replace: span, with: call)])
    }

    /// `avg(orders.amount)` asked of one order.
    static func ownRowForRecords(
        _ function: String, path: String, entity: String, everybodys: String, at span: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            .notARecordPath, "`\(function)` works on records, and `\(path)` is that of the row at hand", at: span,
            label: "one value",
            notes: ["everybody's \(entity) are `\(everybodys)`"],
            fixIts: [FixIt("write `\(everybodys)`", replace: span, with: everybodys)])
    }

    /// - Parameter dot: the dot between records and a field of theirs, where the operand starts like that.
    static func recordsNeeded(_ function: String, example: String, at span: SourceSpan, dot: SourceSpan? = nil)
        -> Diagnostic
    {
        Diagnostic(
            .notARecordPath, "`\(function)` works on records", at: span, label: "not records",
            notes: ["for example `\(example)`"],
            fixIts: dot.map { [FixIt("write ` where ` in place of the dot", replace: $0, with: " where ")] } ?? [])
    }

    static func metricAsSource(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.metricAsSource, "`\(name)` is a metric, not a set of customers", at: span, label: "can't be read",
                   fixIts: [FixIt("read customers", replace: span, with: "customers")])
    }

    /// - Parameter outside: what it is called on the command line; nil for a file that others import for themselves.
    static func parameterWithoutValue(_ name: String, outside: String?, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .parameterWithoutValue, "the parameter `\(name)` has no value", at: span, label: "no default",
            notes: [
                outside.map { "give one: `--param \($0)=…`, or write a default behind `=`" }
                    ?? "write a default behind `=`"
            ])
    }

    static func badArgument(
        _ name: String, _ text: String, _ type: ValueType, label: String = "declared here", at span: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            .parameterWithoutValue, "`\(text)` is not a value of type \(type.name) for the parameter `\(name)`",
            at: span, label: label)
    }
}

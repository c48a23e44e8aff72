import Model
import Syntax

/// Errors in `sequence(…)` and `gap(…)`; the codes are those of names and types.
extension Diagnostic {
    static func oneStep(at span: SourceSpan, commas: [SourceSpan]) -> Diagnostic {
        Diagnostic(
            .wrongArguments, "a sequence has at least two steps, joined by `then`", at: span,
            label: commas.isEmpty ? "one step" : "no `then`",
            notes: ["for example `\(RecordExpression.sequence.example)`"],
            fixIts: commas.isEmpty ? [] : [FixIt("write `then` between the steps", commas.map { Edit($0, " then") })])
    }

    static func tooManySteps(limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.wrongArguments, "a sequence has at most \(limit) steps", at: span, label: "step \(limit + 1)")
    }

    /// - Parameter records: those of the first step, behind which the clause goes.
    static func nothingBefore(_ word: String, behind records: SourceSpan, at span: SourceSpan) -> Diagnostic {
        let behind = SourceSpan(source: span.source, utf8Start: Int(records.utf8End), utf8End: Int(span.utf8End))
        return Diagnostic(
            .misplacedClause, "`\(word)` looks back at the step before, and the first step has none", at: span,
            label: "nothing before this step",
            notes: ["a window of the records themselves is written `orders in last 14 days`"],
            fixIts: [FixIt("remove it", replace: behind, with: "")])
    }

    static func sequenceOfNobody(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .groupedName, "a sequence is a condition on one row, and there are many here", at: span,
            label: "many rows here",
            notes: ["count the rows that fulfil it: `count(id where sequence(…))`"])
    }

    static func valueInStep(_ path: SyntaxNode, _ type: ValueType, at span: SourceSpan) -> Diagnostic {
        let words = path.pathTokens.map(\.text)
        return valueNotNeeded(
            "sequence", records: words.dropLast().joined(separator: "."), field: words.last ?? "",
            isCondition: type.kind == .bool, at: span)
    }

    static func noOrderInTime(_ entity: String, _ form: RecordExpression, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .noEventTime, "\(entity) have no event time, so that they come in no order", at: span,
            label: "no event time",
            notes: ["the model declares one with `at`: `entity \(entity) at …`"])
    }

    static func everybodysEvents(_ form: RecordExpression, _ path: SyntaxNode) -> Diagnostic {
        let words = path.pathTokens
        var diagnostic = Diagnostic(
            .notARecordPath, "`\(form.rawValue)` works on the records of one customer, and these are everybody's",
            at: path.span, label: "everybody's",
            notes: ["for example `\(form.example)`"])
        if words.count > 1 {
            let prefix = SourceSpan(
                source: path.span.source, utf8Start: Int(path.span.utf8Start), utf8End: Int(words[1].span.utf8Start))
            diagnostic.fixIts = [FixIt("name the customer's own", replace: prefix, with: "")]
        }
        return diagnostic
    }

    static func hoursBetweenDays(_ entity: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "\(entity) happen on a day, without a time of day", at: span,
            label: "days or longer are needed",
            fixIts: [FixIt("write `within 1 day`", replace: span, with: "within 1 day")])
    }

    // MARK: Gaps

    /// - Parameters:
    ///   - span: a window, a condition or both, behind a function that has the records in its brackets.
    ///   - call: that function.
    static func clauseOutside(_ span: SourceSpan, of function: String, call: SyntaxNode) -> Diagnostic {
        let fixIt = call.token(.rightParenthesis).map {
            FixIt("move it into the brackets", [Edit($0.span, ""), Edit(span.end, ")")])
        }
        return Diagnostic(
            .misplacedClause, "windows and conditions stand beside the records, in the brackets of `\(function)`",
            at: span,
            label: "not here", fixIts: [fixIt].compactMap(\.self))
    }

    static func gapOutsideAggregate(_ gap: SyntaxNode, isOverRows: Bool) -> Diagnostic {
        let value = isOverRows ? "avg(avg(\(gap.text)))" : "avg(\(gap.text))"
        return Diagnostic(
            .manyRecords, "there is a gap between every two records: `\(gap.text)` is not one value", at: gap.span,
            label: "many gaps",
            notes: ["say `min`, `max`, `avg`, `median`, `first` or `last` of it"],
            fixIts: [FixIt("write `\(value)`", replace: gap.span, with: value)])
    }

    /// - Parameter words: how many stand behind the records in the path.
    static func valueInGap(_ path: SyntaxNode, words: Int) -> Diagnostic {
        let records = path.pathTokens.dropLast(words).last?.span ?? path.span
        let behind = SourceSpan(
            source: path.span.source, utf8Start: Int(records.utf8End), utf8End: Int(path.span.utf8End))
        return Diagnostic(
            .valueOrRecords, "`gap` looks at records, by their event time, not at a value of them", at: path.span,
            label: "a value",
            fixIts: [FixIt("name the records alone", replace: behind, with: "")])
    }

    /// A day of the records instead of themselves.
    static func functionInGap(_ value: SyntaxNode) -> Diagnostic {
        let before = SourceSpan(
            source: value.span.source, utf8Start: Int(value.span.utf8Start), utf8End: Int(value.span.utf8Start))
        return Diagnostic(
            .valueOrRecords, "`gap` looks at records, by their event time, or at their `distinct` days", at: value.span,
            label: "a value", fixIts: [FixIt("write `distinct`", replace: before, with: "distinct ")])
    }

    /// - Parameters:
    ///   - path: records, behind `distinct`; their window and condition are the rest of the argument.
    ///   - time: the field of their event time, if they have one.
    static func dayNeededInGap(_ path: SyntaxNode, _ argument: SyntaxNode, time: String?) -> Diagnostic {
        let behind = SourceSpan(
            source: path.span.source, utf8Start: Int(path.span.utf8End), utf8End: Int(argument.span.utf8End))
        let fixIt = time.map { time in
            FixIt(
                "write `day(\(path.text).\(time))`", replace: path.span.union(behind),
                with: "day(\(path.text).\(time)\(path.tree.source.text(behind)))")
        }
        return Diagnostic(
            .valueOrRecords, "records are all different; `gap(distinct …)` needs a day of them", at: path.span,
            label: "no day", fixIts: [fixIt].compactMap(\.self))
    }

    static func noDayInGap(_ type: ValueType, _ argument: SyntaxNode, at span: SourceSpan) -> Diagnostic {
        let behind = SourceSpan(
            source: span.source, utf8Start: Int(span.utf8Start), utf8End: Int(argument.span.utf8End))
        let text = argument.tree.source.text(behind)
        return Diagnostic(
            .wrongType, "`gap(distinct …)` counts from one day to the next, and this is \(type.name)", at: span,
            label: "no day", notes: ["for example `gap(distinct day(orders.ordered_at))`"],
            fixIts: type.kind == .time ? [FixIt("take its day", replace: behind, with: "day(\(text))")] : [])
    }

    static func functionOfGap(_ call: SyntaxNode, _ gap: SyntaxNode) -> Diagnostic {
        Diagnostic(
            .wrongArguments, "`gap` stands directly in an aggregate", at: call.span, label: "a function around gaps",
            notes: ["work with what the aggregate gives, as in `round(avg(\(gap.text)))`"])
    }

    /// Gaps asked for as if they were records.
    ///
    /// - Parameter comparison: `gap(orders) > 30`, where that is what stands in the brackets.
    static func gapNotRecords(
        _ function: AggregateFunction, _ gap: SyntaxNode, comparison: SyntaxNode?, at span: SourceSpan
    ) -> Diagnostic {
        var diagnostic = Diagnostic(
            .valueOrRecords, "`\(function.rawValue)` looks at records, not at the gaps between them", at: span,
            label: "gaps",
            notes: ["compare one of them: `max(\(gap.text)) > 30`, `min(\(gap.text)) < 7`"])
        guard let comparison, let sign = comparison.tokens.first?.comparisonOperator, comparison.nodes.count == 2 else {
            return diagnostic
        }
        let rest = "\(sign.rawValue) \(comparison.nodes[1].text)"
        let wantsLargest: Bool? = switch sign {
        case .greater, .greaterEqual: true
        case .less, .lessEqual: false
        case .equal, .notEqual: nil
        }
        // `any` of them is larger where the largest is, `none` where that one is not, `all` where the smallest is. Of
        // no gaps `none` and `all` would hold; that is for the reader to add.
        if let wantsLargest, function == .any {
            diagnostic.fixIts = [
                FixIt(
                    "compare one of them", replace: span, with: "\(wantsLargest ? "max" : "min")(\(gap.text)) \(rest)")
            ]
        }
        if let wantsLargest, function == .none {
            diagnostic.fixIts = [
                FixIt(
                    "compare one of them", replace: span,
                    with: "not \(wantsLargest ? "max" : "min")(\(gap.text)) \(rest)")
            ]
        }
        return diagnostic
    }
}

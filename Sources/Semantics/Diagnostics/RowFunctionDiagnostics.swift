import Model
package import Syntax

/// Messages about functions of a row among the rows at hand.
extension DiagnosticCode {
    package static let rowFunctionCodes: [DiagnosticCode] = [
        rowFunctionOutsideDerive, nothingToPartition, columnInAnotherTime,
    ]

    static let rowFunctionOutsideDerive = DiagnosticCode(
        "E0421", "function of rows outside of `derive`",
        explanation:
            "`previous`, `next`, `running_sum`, `moving_avg` and `row_number` look at the rows around a row, in the order in which they come. They stand in `derive`, which adds a column to the rows at hand; a condition on the column comes behind it.",
        wrong: "from orders | sort ordered_at | where amount > previous(amount)",
        right: "from orders | sort ordered_at | derive before = previous(amount) | where amount > before")

    static let nothingToPartition = DiagnosticCode(
        "E0422", "`by` without a function of rows",
        explanation:
            "Behind an expression, `by` says among which rows a function of rows looks: those that are equal in something. There has to be such a function before it: `rank`, `share` and the like, of customers anywhere, and of rows in `derive`, where `previous` and `running_sum` stand, too.",
        wrong: "from customers | derive spend = monetary by city",
        right: "from customers | derive place = rank(monetary) by city")

    static let columnInAnotherTime = DiagnosticCode(
        "E0423", "function of rows in another time",
        explanation:
            "`as of` and `over` ask for a value on another day, or over some records alone, and reach into metrics and aggregates. What a function of rows has worked out, such as `rank` in `derive`, is of the rows at hand: nothing of it is worked out again. Say `as of` and `over` within its parentheses.",
        wrong: "from customers | derive place = rank(monetary) | select id, place as of 2026-01-01",
        right: "from customers | derive place = rank(monetary as of 2026-01-01) | select id, place")
}

extension Diagnostic {
    /// `| select s = sum(n)` behind `group by`.
    static func aggregateOfColumns(_ function: AggregateFunction, _ call: String, at span: SourceSpan) -> Diagnostic {
        let name = function.rawValue
        var notes = ["over all rows it stands in `aggregate`: `| aggregate { NAME = \(call) }`"]
        if function == .sum || function == .avg {
            let own = function == .sum ? "running_sum" : "moving_avg"
            notes.append("beside each row, `derive` has functions of the rows around it, such as `\(own)` and `share`")
        } else {
            notes.append("beside each row, `derive` has functions of the rows around it, such as `previous` and `rank`")
        }
        return Diagnostic(
            .notARecordPath, "`\(name)` works on many rows, and here is one", at: span,
            label: "one row of the stage before", notes: notes)
    }

    static func columnInAnotherTime(_ words: String, column: SourceSpan, at place: SourceSpan, whole: SourceSpan)
        -> Diagnostic
    {
        let behind = SourceSpan(source: whole.source, utf8Start: Int(place.utf8End), utf8End: Int(whole.utf8End))
        return Diagnostic(
            .columnInAnotherTime, "`\(words)` does not reach into what looks at other rows", at: column,
            label: "of the rows at hand", notes: ["say `\(words)` within the function's parentheses"],
            fixIts: [FixIt("leave `\(words)` out", replace: behind, with: "")])
    }

    /// Analyses ask of other days, too.
    static func columnInAnalysis(column: SourceSpan, at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            .columnInAnotherTime, "a column that looks at other rows has no value on other days", at: place,
            label: "of the rows at hand", secondary: column == place ? [] : [Label(column, "here")],
            notes: ["an analysis asks of the customers on other days; name a metric or a class"])
    }

    static func rowFunctionOutsideDerive(_ function: RowFunction, _ call: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .rowFunctionOutsideDerive, "`\(function.name)` looks at the rows around a row, and stands in `derive` alone",
            at: span, label: "no rows around it here",
            notes: ["add a column first, then name it: `| derive NAME = \(call)`"])
    }

    static func nothingToPartition(at span: SourceSpan, operand: SourceSpan) -> Diagnostic {
        let behind = SourceSpan(source: span.source, utf8Start: Int(operand.utf8End), utf8End: Int(span.utf8End))
        return Diagnostic(
            .nothingToPartition, "nothing before `by` looks at the rows around a row", at: operand,
            label: "the same among whatever rows",
            notes: ["`rank` and `share` of customers look at others, and functions of rows in `derive`"],
            fixIts: [FixIt("leave `by` out", replace: behind, with: "")])
    }
}

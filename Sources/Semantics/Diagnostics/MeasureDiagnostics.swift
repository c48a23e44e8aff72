import Model
package import Syntax

/// Messages about figures over many rows.
extension DiagnosticCode {
    package static let measureCodes: [DiagnosticCode] = [measureAsValue]

    static let measureAsValue = DiagnosticCode(
        "E0424", "measure where there is one row",
        explanation:
            "A measure is a figure over many rows, such as a rate or a sum. It is worked out in the braces of `group by` and `aggregate`, over the rows of the group, which have to be of its own kind: a measure of customers is over customers, one of orders over orders. A value of each row is a metric.",
        wrong: "measure buyer_rate = count(where buyers) / count()\nsegment where buyer_rate > 50%",
        right:
            "measure buyer_rate = count(where buyers) / count()\nfrom customers | group by city { buyer_rate } | where buyer_rate > 50%"
    )
}

extension Diagnostic {
    /// - Parameter entity: whose rows it is a figure over.
    static func measureAsValue(_ name: String, _ entity: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .measureAsValue, "`\(name)` is a figure over many \(entity), not a value of one", at: span,
            label: "a measure",
            notes: [
                "its place is in braces: `from \(entity) | aggregate { \(name) }`, or behind `group by`",
                "what each row has is a `metric`",
            ])
    }

    /// - Parameter column: what the column may be called; nil where it has a name.
    static func nameOutsideAggregate(
        _ name: String, _ type: ValueType, naming column: String?, at span: SourceSpan
    ) -> Diagnostic {
        let isAdded = type.isNumeric || type.kind == .duration
        let fix = (column.map { "\($0) = " } ?? "") + "\(isAdded ? "sum" : "max")(\(name))"
        return Diagnostic(
            .groupedName, "`\(name)` has a value for each row, not one for the group", at: span,
            label: "many rows here",
            notes: type.kind == .bool ? ["count the rows that fulfil it: `count(id where \(name))`"] : [],
            fixIts: type.kind == .bool ? [] : [FixIt("write `\(fix)`", replace: span, with: fix)])
    }

    /// `segment where count(where vip) > 3`.
    static func recordsToCount(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .notARecordPath, "`count` does not say what to count", at: span, label: "no records",
            notes: [
                "records of the row at hand: `count(orders where …)`",
                "the rows of a group: `count(where …)`, in the braces of `group by` and `aggregate`",
            ])
    }

    /// `sum(where vip)`.
    static func valueBeforeWhere(_ function: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .notARecordPath, "`\(function)` lacks a value before `where`", at: span.beginning, label: "no value",
            notes: ["the value comes first: `\(function)(VALUE where …)`; only `count` goes without"])
    }
}

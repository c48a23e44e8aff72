import Model
package import Syntax

/// E0450 to E0453: what an analysis can be of.
extension DiagnosticCode {
    package static let analysisCodes: [DiagnosticCode] = [
        analysisWithoutCustomers, analysisWithoutGroups, columnExpected,
    ]

    static let analysisWithoutCustomers = DiagnosticCode(
        "E0450", "analysis of rows that are no customers",
        explanation:
            "An analysis follows customers, so the rows before it must be customers: `from customers`, or a segment, with `where`, `classify`, `sort` and `take` as needed. Behind `select`, `group by` and `aggregate` rows are columns and no customers any more.",
        wrong: "from orders | migrate status from 90 days ago to today",
        right: "from customers | migrate city from 90 days ago to today")

    static let analysisWithoutGroups = DiagnosticCode(
        "E0452", "`pivot` of rows that no group tells apart",
        explanation:
            "`pivot` puts each row's value into a place of a table: a line for what stays, a column for a value of the column that is named. So that no two rows want the same place, the rows have to come from `group by`, and every key of it has to be there: as the column whose values become columns, or among those that stay. Figures of the groups stand in the braces, or are left out before: one that stayed would make a line of each group.",
        wrong: "from orders | select status, channel, amount | pivot channel { amount }",
        right: "from orders | group by status, channel { spent = sum(amount) } | pivot channel { spent }")

    static let columnExpected = DiagnosticCode(
        "E0453", "a column of the rows, by its name",
        explanation:
            "`pivot` names columns that the rows have. What is to be worked out first, `derive` adds under a name.",
        wrong: "from orders | group by status, channel { n = count() } | pivot channel { n, n * 2 }",
        right:
            "from orders | group by status, channel { n = count() } | derive twice = n * 2 | pivot channel { n, twice }")
}

extension Diagnostic {
    /// `overlap city = "Berlin"`: a text with the name `city`.
    static func namedInsteadOfCompared(
        _ name: String, _ type: ValueType, at span: SourceSpan, whole: SourceSpan, _ text: String
    ) -> Diagnostic {
        Diagnostic(
            .wrongType, "a condition is needed, and this is \(type.name)", at: span,
            label: "\(type.name), with the name `\(name)`",
            notes: ["a name and `=` at the beginning name what follows; in brackets they compare"],
            fixIts: [FixIt("compare", replace: whole, with: "(\(text))")])
    }

    /// - Parameter isGrouped: whether they were customers before a stage made columns of them.
    static func analysisWithoutCustomers(_ word: String, isGrouped: Bool, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .analysisWithoutCustomers, "`\(word)` follows customers, and these rows are none", at: span,
            label: isGrouped ? "the stages before it make columns of the customers" : "records, no customers",
            notes: [
                isGrouped
                    ? "put `\(word)` before `select`, `group by` and `aggregate`"
                    : "start with `from customers`, or with a segment"
            ])
    }

    static func analysisWithoutGroups(_ word: String, example: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .analysisWithoutGroups, "`\(word)` follows `group by`, which tells its rows apart", at: span,
            label: "rows of which several may want one place", notes: ["as in `\(example)`"])
    }

    static func keysMissing(_ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .analysisWithoutGroups, "`\(word)` needs every key of the group before it", at: span,
            label: "rows that differ in a key alone want one place",
            notes: ["a key may not be left out by `select` before, nor stand in the braces"])
    }

    static func figureLeft(_ name: String, _ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .analysisWithoutGroups, "`\(name)` is a figure of each group, and would make a line of each", at: span,
            label: "`\(name)` is left beside the keys",
            notes: ["put it into the braces, or leave it out before: `| select …`"])
    }

    static func columnExpected(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .columnExpected, "the name of a column is needed", at: span, label: "no column of the rows",
            notes: ["add it first: `| derive NAME = …`"])
    }
}

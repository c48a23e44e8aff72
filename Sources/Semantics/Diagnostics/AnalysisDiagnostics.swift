import Model
package import Syntax

/// E0450 to E0455: what an analysis can be of.
extension DiagnosticCode {
    package static let analysisCodes: [DiagnosticCode] = [
        analysisWithoutCustomers, analysisWithoutGroups, columnExpected, badPeriods, pickedByPlace,
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

    package static let badPeriods = DiagnosticCode(
        "E0454", "periods that an analysis can't count by",
        explanation:
            "An analysis counts by days, weeks, months, quarters or years of the calendar, or, where it starts with a moment of each customer, by so many days. `for` says how long: whole periods, at most 120.",
        wrong: "from customers | lifecycle of orders by month for 10 weeks",
        right: "from customers | lifecycle of orders by month for 6 months")

    static let pickedByPlace = DiagnosticCode(
        "E0455", "an analysis of customers that are picked by their place",
        explanation:
            "This analysis asks of other days, or of records, whose customers they are of. A condition tells it; `take`, and functions of the rows at hand, pick customers by their place among the rows of today. A rank in a condition says the same of any day.",
        wrong: "from customers | sort monetary desc | take 100 | lifecycle of orders by month",
        right: "from customers where rank(monetary) <= 100 | lifecycle of orders by month")
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

    static func ownRecordsNeeded(_ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .notARecordPath, "`\(word)` is of records that the customers have", at: span, label: "none of theirs",
            notes: ["such as `orders`; a value of them is not needed, and a condition stands behind `where`"])
    }

    static func pickedByPlace(_ word: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .pickedByPlace, "`\(word)` follows customers that conditions pick", at: span,
            label: "`take`, or a function of the rows at hand, picks these",
            notes: ["a rank in a condition picks the same: `where rank(monetary) <= 100`"])
    }

    static func clockPeriods(_ text: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badPeriods, "`\(text)` is no period of the calendar", at: span,
            label: "day, week, month, quarter or year is needed")
    }

    /// `by 3 months`
    static func periodOfDays(_ text: String, _ unit: DurationUnit, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badPeriods, "`\(text)` are longer or shorter from one time to the next", at: span, label: "days or weeks are needed",
            notes: ["a unit alone counts by the calendar"],
            fixIts: [FixIt("count by the calendar", replace: span, with: unit.rawValue)])
    }

    static func noWholePeriods(_ text: String, _ period: BoundPeriod, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badPeriods, "`\(text)` are not whole periods", at: span,
            label: "a multiple of the period, `\(period.text)`, is needed")
    }

    static func tooManyPeriods(_ count: Int, _ limit: Int, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badPeriods, "\(count) periods can't be counted", at: span, label: "1 to \(limit) are possible",
            notes: ["a longer period, such as `year`, needs fewer"])
    }
}

import Analyses
import Model
import Semantics
import Syntax

/// Which cases of the language bound scripts consist of, by name, and how many scripts hold each. Whatever is added to
/// the language is a case that does not compile here until it has a name.
struct LanguageCoverage {
    private(set) var counts: [String: Int] = [:]

    /// Counts what a script holds.
    mutating func count(_ features: Set<String>) {
        for name in features { counts[name, default: 0] += 1 }
    }

    /// What a script holds, each thing once.
    static func features(of script: BoundScript, model: DataModel) -> Set<String> {
        var walk = CoverageWalk(script: script, model: model)
        walk.visitAll()
        return walk.found
    }

    /// What can come up, but is mostly something else by the time that a script is bound.
    static let rarities = ["decimal", "literal.date"]

    /// Everything that comes up.
    static let everything: [String] = Self.statements + Self.expressions + Self.windows + Self.aggregates + Self.others

    private static let statements = Analyses.forms.map { "statement.\($0.word)" } + [
        "statement.definition", "statement.segment", "statement.query", "statement.explanation",
        "statement.customer explanation", "source.customers",
        "source.records", "source.records of records", "source.looked up", "source.window", "source.condition",
        "stage.filter", "stage.sort", "stage.sort down",
        "stage.take", "stage.project", "stage.group", "stage.aggregate", "stage.aggregate, constants alone",
        "definition.metric", "definition.measure", "definition.segment", "definition.of definition",
        "definition.standing", "definition.used by two",
    ]

    private static let expressions =
        [
            "literal.bool", "literal.int", "literal.number", "literal.money", "literal.text",
            "literal.time", "period", "local time",
            "today", "ago", "duration.minute", "duration.hour", "duration.day", "duration.week", "duration.month",
            "duration.quarter", "duration.year", "field",
            "field of owner", "field of reference", "column", "definition.named", "definition.of owner", "between",
            "membership", "membership, case ignored", "membership, own values",
            "is missing", "window", "anniversary", "and", "or", "not", "negate", "sample", "conditional",
            "conditional, arms of two types", "conditional, else alone", "restricted", "as of", "as of in as of",
            "over in over",
            "among", "among in among", "sequence", "group aggregate",
        ] + ["=", "!=", "<", "<=", ">", ">="].map { "comparison \($0)" } + ["comparison, case ignored"]
        + ["contains", "starts with", "ends with", "matches", "has"].flatMap {
            ["text match \($0)", "text match \($0), case ignored"]
        }
        + ["+", "-", "*", "/"].flatMap { ["arithmetic \($0)"] } + ["arithmetic of days"]
        + ScalarFunction.all.map { "call \($0.name)" }
        + RowFunction.all.map { "rows \($0.name)" } + ["rows, by"]
        + ScalarFunction.all.filter(\.isPeriod).map { "every \($0.name)" }
        + ["every, of the window", "every, of the rows", "every, beside keys", "totals of one key", "totals of two keys"]
        + RankingFunction.allCases.map { "standing \($0.rawValue)" } + ["standing of days", "standing, by"]

    private static let windows =
        DurationUnit.allCases.flatMap { unit in
            ["window last \(unit)", "window next \(unit)", "moment ago \(unit)"]
                + (unit == .minute || unit == .hour ? [] : ["window full \(unit)", "window current \(unit)"])
        } + [
            "window range", "window since", "window before", "moment start, constant", "moment start, own",
            "moment end, constant", "moment end, own",
        ]

    private static let aggregates =
        AggregateFunction.allCases.flatMap { function -> [String] in
            let name = "aggregate \(function.rawValue)"
            let forms = [
                "window, constant", "window, own", "of customer", "of record", "of everybody", "of records of records",
                "condition", "over", "as of",
            ]
            let values = function.operand == .records || function == .balance ? [] : ["gaps"]
            return (function == .balance ? forms.filter { $0 != "of everybody" } : forms).map { "\(name), \($0)" }
                + values.map { "\(name), \($0)" }
        } + [
            "aggregate count, records", "aggregate count, value", "aggregate count, distinct",
            "aggregate count, distinct gaps", "aggregate balance, link", "aggregate, function of value",
            "aggregate of what is referred to",
        ]
        + AggregateFunction.allCases.filter(\.worksOnGroups).flatMap {
            ["group \($0.rawValue)", "group \($0.rawValue), filter"]
        }
        + ["group count, rows", "group count, distinct"]

    private static let others =
        [
            "sequence, three steps", "sequence, exclusion", "sequence, two exclusions", "sequence, records of records",
            "sequence, days and times", "sequence, window",
        ] + DurationUnit.allCases.map { "sequence, within \($0)" }
}

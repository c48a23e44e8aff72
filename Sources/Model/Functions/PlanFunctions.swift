/// Functions that the planner generates for windows, widths and limits. They are not part of the language.
extension ScalarFunction {
    static let monthAndDay = ScalarFunction(
        name: "month_and_day", operation: .monthAndDay, parameters: [.temporal], result: .type(.int),
        kernel: .day { Int64($0.components.month * 100 + $0.components.day) },
        sql: .template("CAST(strftime('%m%d', ({0}) * 86400, 'unixepoch') AS INTEGER)"))

    package static let asNumber = ScalarFunction(
        name: "as_number", operation: .asNumber, parameters: [.numeric], result: .type(.number),
        kernel: .fraction { Double($0) }, sql: .template("CAST({bare 0} AS REAL)"))

    /// The first of the month so many months on, and as many days as the day is behind its first, or as that month has;
    /// 9999-12-31 at the latest.
    static let monthsLater = ScalarFunction(
        name: "months_later", operation: .monthsLater, parameters: [.temporal, .numeric], result: .type(.date),
        kernel: .months { $0.adding(months: $1) },
        sql: .template(
            """
            coalesce(min(\(monthStart("")) + CAST(strftime('%d', ({0}) * 86400, 'unixepoch') AS INTEGER) - 1, \
            \(monthStart(" + 1")) - 1), 2932896)
            """))

    private static func monthStart(_ further: String) -> String {
        "CAST(strftime('%s', ({0}) * 86400, 'unixepoch', 'start of month', ({bare 1}\(further)) || ' months') AS INTEGER)"
            + " / 86400"
    }
}

extension ScalarFunction {
    package static let dateOfParts = ScalarFunction(
        name: "date", operation: .dateOfParts, parameters: [.count, .count, .count], result: .type(.date),
        documentation: "The day of a year, a month and a day of the month; missing where the calendar has none.",
        example: "date(year(today), month_of_year(birthday), 1)",
        kernel: .values { arguments in
            guard case .int(let year) = arguments[0], case .int(let month) = arguments[1],
                case .int(let day) = arguments[2]
            else { return .missing }
            return CivilDate(year: Int(clamping: year), month: Int(clamping: month), day: Int(clamping: day))
                .map { .date($0) } ?? .missing
        },
        sql: .stored("clientele_date"))
}

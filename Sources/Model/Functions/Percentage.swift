extension ScalarFunction {
    package static let percentage = ScalarFunction(
        name: "percent", operation: .percentage, parameters: [.number], result: .type(.percentage),
        documentation: "The same share, shown to people as a percentage: 0.25 as 25%. Data formats keep the share.",
        example: "percent(frequency / 10) > 50%",
        kernel: .real { $0 },
        sql: .template("CAST({bare 0} AS REAL)"))
}

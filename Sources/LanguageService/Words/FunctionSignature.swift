package import Model

/// How a function is called and what it is for, from its declaration.
package struct FunctionSignature: Sendable, Hashable {
    package struct Parameter: Sendable, Hashable {
        package var label: String
        /// In a sentence.
        package var documentation: String
    }

    package var name: String
    package var parameters: [Parameter]
    /// The type of the value; "the value's" where it is that of an argument.
    package var result: String
    package var documentation: String
    package var example: String
    /// nil where it is that of an argument.
    package var type: ValueType?

    /// `days_between(from: date or time, to: date or time) → days`
    package var label: String { "\(name)(\(parameters.map(\.label).joined(separator: ", "))) → \(result)" }

    package static func named(_ name: String) -> FunctionSignature? { byName[name] }

    package static let all: [FunctionSignature] =
        AggregateFunction.allCases.map { FunctionSignature($0) }
        + RecordExpression.allCases.map { FunctionSignature($0) }
        + RankingFunction.allCases.map { FunctionSignature($0) } + ofRows
        + ScalarFunction.all.map { FunctionSignature($0) } + ChoiceFunction.allCases.map { FunctionSignature($0) }
        + PairFunction.allCases.map { FunctionSignature($0) }
        + [.anniversary]

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    private init(
        name: String, parameters: [Parameter], result: String, type: ValueType?, documentation: String, example: String
    ) {
        (self.name, self.parameters, self.result, self.type, self.documentation, self.example) = (
            name, parameters, result, type, documentation, example
        )
    }

    private init(_ function: ScalarFunction) {
        let count = function.parameters.count
        let parameters = function.parameters.enumerated().map { index, parameter in
            Parameter(
                label: count == 2 ? "\(index == 0 ? "from" : "to"): \(parameter.name)" : parameter.name,
                documentation: "A \(parameter.name).")
        }
        let type: ValueType? = if case .type(let type) = function.result { type } else { nil }
        self.init(
            name: function.name, parameters: parameters, result: type?.name ?? "as the argument", type: type,
            documentation: function.documentation, example: function.example)
    }

    private init(_ function: AggregateFunction) {
        let records = Parameter(
            label: "records [window] [where condition]",
            documentation:
                "Records that belong to the row at hand, such as `orders in last 90 days where status = \"paid\"`.")
        let value = Parameter(
            label: "records.value [window] [where condition]",
            documentation: "A value of each record, such as `orders.amount in last 90 days where status = \"paid\"`.")
        let either = Parameter(
            label: "[distinct] records[.value] [window] [where condition]",
            documentation: "Records, or a value of each, such as `distinct orders.channel in last 90 days`.")
        var parameters: [Parameter] = switch function.operand {
        case .records: [records]
        case .value: [value]
        case .recordsOrValue: [either]
        }
        switch function.parameter {
        case .share: parameters.append(Parameter(label: "share", documentation: "From 0% to 100%."))
        case .position:
            parameters.insert(Parameter(label: "position", documentation: "1 is the earliest, -1 the latest."), at: 0)
        case nil: break
        }
        if function == .balance {
            parameters += [
                Parameter(label: "lapses at", documentation: "When a credit lapses: a date or time of the record."),
                Parameter(label: "[link]", documentation: "What ties a debit to its credit, such as an order's key.")
            ]
        }
        let type: ValueType? = switch function.declaration.result {
        case .whole: .int
        case .condition: .bool
        case .fraction, .plain: .number
        case .sameAsValue: nil
        }
        self.init(
            name: function.rawValue, parameters: parameters, result: type?.name ?? "as the value", type: type,
            documentation: function.documentation, example: function.example)
    }

    private init(_ function: RankingFunction) {
        let value = Parameter(
            label: "value", documentation: "What customers are put in order by; higher values come first.")
        let parts = Parameter(label: "parts", documentation: "How many parts the customers are put into.")
        self.init(
            name: function.rawValue, parameters: function.takesParts ? [parts, value] : [value],
            result: function.type.name, type: function.type,
            documentation: function.documentation, example: function.example)
    }

    /// Functions that stand in `derive` alone.
    package static let ofRows = RowFunction.all.filter(\.isOfRowsAlone).map { FunctionSignature($0) }

    private init(_ function: ChoiceFunction) {
        if function == .bucket {
            let value = Parameter(label: "value", documentation: "A number.")
            let limit = Parameter(label: "limit", documentation: "A constant at which a range begins.")
            self.init(
                name: function.rawValue,
                parameters: [value, limit, Parameter(label: "limit …", documentation: "More, each greater.")],
                result: "text", type: .text,
                documentation: function.documentation, example: function.example)
            return
        }
        let value = Parameter(label: "value", documentation: "Values of one type, from two to eight.")
        self.init(
            name: function.rawValue, parameters: [value, Parameter(label: "value …", documentation: "More of them.")],
            result: "as the values", type: nil, documentation: function.documentation, example: function.example)
    }

    private init(_ function: PairFunction) {
        self.init(
            name: function.rawValue,
            parameters: [
                Parameter(label: "value", documentation: "A number of each row."),
                Parameter(label: function.second, documentation: "Another number of the same row."),
            ],
            result: "number", type: nil, documentation: function.documentation, example: function.example)
    }

    private init(_ function: RowFunction) {
        let value = Parameter(
            label: "value", documentation: "A value of the row, such as a column; it may be a function of rows itself.")
        let count =
            switch function.count {
            case .none: Parameter?.none
            case .parts: Parameter(label: "parts", documentation: "How many parts the rows are put into.")
            case .distance: Parameter(label: "[rows]", documentation: "How many rows away; 1 where it is left out.")
            case .rows: Parameter(label: "rows", documentation: "How many rows, this one among them.")
            }
        let type: ValueType? =
            switch function {
            case .previous, .next, .runningSum: nil
            case .movingAverage: .number
            case .rowNumber: .int
            case .ranking(let ranking): ranking.type
            }
        self.init(
            name: function.name, parameters: [function.operand == .none ? nil : value, count].compactMap(\.self),
            result: type?.name ?? "as the value", type: type, documentation: function.documentation,
            example: function.example)
    }

    private init(_ form: RecordExpression) {
        switch form {
        case .sequence:
            let steps = Parameter(
                label: "records [where condition] then records [within time] [without records between] …",
                documentation: "Steps, each later than the one before.")
            self.init(
                name: form.rawValue, parameters: [steps], result: "bool", type: .bool,
                documentation: form.documentation, example: form.example)
        case .gap:
            let records = Parameter(
                label: "records [window] [where condition]",
                documentation:
                    "Records with a time, or `distinct` and a day of them, `gap(distinct day(orders.ordered_at))`; stands inside an aggregate."
            )
            self.init(
                name: form.rawValue, parameters: [records], result: "days", type: .days,
                documentation: form.documentation, example: form.example)
        }
    }

    private static let anniversary = FunctionSignature(
        name: "anniversary",
        parameters: [
            Parameter(label: "date or time", documentation: "A day that comes back every year, such as `birthday`.")
        ], result: "for windows only", type: nil,
        documentation: "The day in whatever year, for windows: a 29 February counts on 28 February in other years.",
        example: "anniversary(birthday) in next 7 days")
}

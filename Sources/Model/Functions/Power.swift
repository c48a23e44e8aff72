import Glibc

extension ScalarFunction {
    package static let power = ScalarFunction(
        name: "power", operation: .power, parameters: [.number, .number], result: .type(.number),
        documentation: "A number to the power of another; missing where there is no such number.",
        example: "power(frequency, 2) > 100",
        kernel: .values { arguments in
            guard let base = arguments[0].plainNumber, let exponent = arguments[1].plainNumber else { return .missing }
            let result = pow(base, exponent)
            return result.isFinite ? .number(result) : .missing
        },
        sql: .stored("clientele_power"))
}

extension Value {
    fileprivate var plainNumber: Double? {
        switch self {
        case .number(let number): number
        case .int(let number): Double(number)
        default: nil
        }
    }
}

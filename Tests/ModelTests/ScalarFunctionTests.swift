@testable import Model
import Testing

struct ScalarFunctionTests {
    @Test func everyOperationIsDeclared() {
        for operation in ScalarFunction.Operation.allCases { #expect(operation.function.operation == operation) }
    }

    /// What engines need of a function of the language, and what those who read about it need.
    @Test func declarationsAreWhole() {
        for function in ScalarFunction.all {
            #expect(!function.documentation.isEmpty && function.example.contains("\(function.name)("), "\(function.name)")
            let isPlanned = if case .planned = function.kernel { true } else { false }
            let isNeverAsked = if case .never = function.sql { true } else { false }
            #expect(isPlanned == isNeverAsked, "\(function.name)")
        }
        #expect(Set(ScalarFunction.all.map(\.name)).count == ScalarFunction.all.count)
    }
}

import EditLine
import Engine
import Model
import Output
import Running
import Semantics
import Syntax

extension DotCommand {
    static let show = DotCommand(
        name: ".show", argument: "KEY", summary: "everything there is about a customer", group: .names,
        details: """
            Every field of the customer, and how many records of each kind belong to it, a line each. Where another format
            than `table` is set, that one.
            """,
        examples: [(".show 4711", "the customer with this key")],
        candidates: { session, words in words.isEmpty ? .words(session.keysShownLast) : .none }
    ) { session, key in
        guard !key.isEmpty else { throw CommandError("whose key? write `.show 4711`") }
        let format = session.presenter.format
        if format == .table { session.presenter.format = .vertical }
        defer { session.presenter.format = format }
        let literal = session.keyLiteral(key)
        guard session.answer(session.everything(aboutCustomer: literal), isNoted: false) == .success else { return }
        if case .rows(let result, _)? = session.memory.answer?.content, result.rowCount == 0 {
            throw CommandError("there is no customer \(key)")
        }
    }
}

extension PromptSession {
    /// The question for a customer's fields and the numbers of its records.
    fileprivate func everything(aboutCustomer key: String) -> String {
        let model = session.environment.model, customer = model.customerEntity
        let records = model.children(of: model.customer).map { model.entities[$0].name }
            .filter { customer.fieldIndex(named: $0) == nil }
        let counts = records.map { ", \($0.asName) = count(\($0.asName))" }.joined()
        return "from \(customer.name.asName) where \(customer.keyField.name.asName) = \(key) | select *\(counts)"
    }
}

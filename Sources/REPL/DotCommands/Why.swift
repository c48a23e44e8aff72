import EditLine
import Engine
import Model
import Output
import Planning
import Running
import Semantics

extension DotCommand {
    static let why = DotCommand(
        name: ".why", argument: "KEY [in SEGMENT]", summary: "why a customer is in the last segment, or is not",
        group: .answers,
        details: """
            Every clause of the segment with what it is worth for that customer, whether it holds, and what would have to
            differ. The last segment is what the last question picked its customers by. `.why` is short for
            `explain customer KEY in SEGMENT`.
            """,
        examples: [(".why 4711", "of the segment asked last"), (".why 4711 in vip", "of another")],
        candidates: { session, words in
            switch words.count {
            case 0: .words(session.keysShownLast)
            case 1: .words(["in"])
            case 2 where words[1] == "in": .these(session.names(of: .segment))
            default: .none
            }
        }
    ) { session, argument in
        let (word, rest) = split(argument)
        guard !argument.isEmpty else { throw CommandError("whose key? write `.why 4711`") }
        let condition: String
        if rest.isEmpty {
            guard let last = session.memory.segment else {
                throw CommandError("no segment has been asked yet: write `.why \(word) in vip`")
            }
            condition = last
        } else {
            condition = rest.hasPrefix("in ") ? String(rest.dropFirst(3)) : rest
        }
        session.answer("explain customer \(session.keyLiteral(word)) in \(condition)", name: "prompt")
    }
}

extension PromptSession {
    /// A customer's key as the language writes it: in quotes where keys are texts.
    func keyLiteral(_ word: String) -> String {
        let isText = session.environment.model.customerEntity.keyField.type.kind == .text
        guard isText, !word.hasPrefix("\""), !word.hasPrefix("$") else { return word }
        return "\"" + word.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }

    /// Keys of the customers that the last result begins with.
    var keysShownLast: [String] {
        guard case .rows(let result, _)? = memory.answer?.content,
            result.columns.first?.name == session.environment.model.customerEntity.keyField.name,
              result.rewind() else { return [] }
        var keys: [String] = [], row: [Value] = []
        while keys.count < 100, (try? result.advance()) == true {
            result.read(into: &row)
            switch row.first {
            case .int(let key): keys.append(String(key))
            case .text(let key): keys.append(key)
            default: break
            }
        }
        return keys
    }
}

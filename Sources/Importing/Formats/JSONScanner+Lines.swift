internal import JSON

extension JSONScanner.Problem {
    /// Why a line is no record.
    var lineReason: String {
        switch kind {
        case .depth: "nests deeper than \(JSONScanner.nestingLimit) levels"
        case .halfPair: "has a \\u escape of half a character"
        default: "is not a JSON object"
        }
    }
}

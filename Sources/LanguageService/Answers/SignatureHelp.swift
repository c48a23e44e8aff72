import Syntax

/// How the function is called whose brackets a place is in.
package struct SignatureHelp: Sendable, Hashable {
    package let signature: FunctionSignature
    /// Index into the signature's parameters; nil behind the last.
    package let activeParameter: Int?
}

extension ScriptAnalysis {
    /// nil outside of every call.
    package func signatureHelp(at utf8Offset: Int) -> SignatureHelp? {
        let before = tree.tokens.prefix { $0.utf8Range.lowerBound < utf8Offset }.filter { !$0.kind.isTrivia }
        var depth = 0, commas = 0
        for index in before.indices.reversed() {
            switch before[index].kind {
            case .rightParenthesis where before[index].utf8Range.upperBound <= utf8Offset: depth += 1
            case .leftParenthesis where depth > 0: depth -= 1
            case .leftParenthesis:
                if index > 0, before[index - 1].kind == .identifier,
                    let signature = FunctionSignature.named(source.text(before[index - 1].utf8Range))
                {
                    // A sequence has one kind of step, however many there are.
                    let count = signature.parameters.count
                    return SignatureHelp(
                        signature: signature, activeParameter: count == 1 ? 0 : commas < count ? commas : nil)
                }
                commas = 0
            case .comma where depth == 0: commas += 1
            case .pipe: return nil
            case .identifier where depth == 0 && before[index].keyword?.startsStatement == true: return nil
            default: continue
            }
        }
        return nil
    }
}

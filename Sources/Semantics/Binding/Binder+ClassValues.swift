import Model
import Syntax

/// Texts that are compared with classes: what a class can be is known before any record is read.
extension Binder {
    /// Warns of a text that none of the classes has.
    mutating func warnOfUnknownClass(
        _ value: BoundExpression, _ texts: [BoundExpression], ignoringCase: Bool, named name: String
    ) {
        guard !isSilenced, texts.contains(where: { $0.plainText != nil }), let classes = classes(of: value) else {
            return
        }
        for text in texts where !parameterSpans.contains(text.span) {
            guard let wanted = text.plainText else { continue }
            let isThere = classes.contains { $0 == wanted || ignoringCase && $0.lowercased() == wanted.lowercased() }
            if !isThere { report(.unknownValue(wanted, of: name, others: classes, isClass: true, at: text.span)) }
        }
    }

    /// All that a value can be, in the order of its arms; nil where data decide.
    ///
    /// - Parameter isOfThisStage: what a column is made of refers to columns of the stage before, of which no more is
    ///   known.
    private func classes(of value: BoundExpression, isOfThisStage: Bool = true) -> [String]? {
        switch value.kind {
        case .literal(.text(let text)): return [text]
        case .definition(let id, _): return script[id].kind == .segment ? nil : classes(of: script[id].expression)
        case .restricted(let operand, _), .asOf(let operand, _, _), .among(let operand, _):
            return classes(of: operand, isOfThisStage: isOfThisStage)
        case .column(let index):
            guard isOfThisStage, let columns = scope.columns, columns.indices.contains(index) else { return nil }
            return classes(of: columns[index].expression, isOfThisStage: false)
        case .conditional(let arms, let otherwise):
            var found: [String] = []
            for arm in arms.map(\.value) + [otherwise] {
                guard let inner = classes(of: arm, isOfThisStage: isOfThisStage) else { return nil }
                for text in inner where !found.contains(text) { found.append(text) }
            }
            return found
        default: return nil
        }
    }
}

extension BoundExpression {
    fileprivate var plainText: String? {
        if case .literal(.text(let text)) = kind { text } else { nil }
    }
}

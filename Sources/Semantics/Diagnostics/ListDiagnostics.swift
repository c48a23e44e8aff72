import Model
package import Syntax

extension DiagnosticCode {
    package static let listCodes: [DiagnosticCode] = [listOfTexts, listAlone, badList]

    static let listOfTexts = DiagnosticCode(
        "E0417", "a list of texts and a single one",
        explanation:
            "A field that is a `text list` holds several texts: `has` asks whether one is among them. Any other text is compared by itself.",
        wrong: "segment where city has \"Berlin\"", right: "segment where city = \"Berlin\"")
    static let listAlone = DiagnosticCode(
        "E0418", "parameter that is a list, used as one value",
        explanation:
            "A parameter of several values stands behind `in`, `has any` or `has all`, alone or among others in parentheses.",
        wrong: "param countries: text list = (\"DE\", \"AT\")\nsegment where country = $countries",
        right: "param countries: text list = (\"DE\", \"AT\")\nsegment where country in $countries")
    static let badList = DiagnosticCode(
        "E0542", "list that a field can't be",
        explanation:
            "A field is a list of texts, with one ASCII sign between them that is neither a letter nor a digit: `tags: text list separated by \";\"`.",
        wrong: "entity customers { key id: int, tags: text list separated by \"and\" }",
        right: "entity customers { key id: int, tags: text list separated by \";\" }")
}

extension Diagnostic {
    /// `city has "Berlin"`
    static func listNeeded(_ type: ValueType, test: SyntaxNode, at span: SourceSpan) -> Diagnostic {
        let word = test.tokens.first { $0.keyword == .has }?.span ?? span
        let quantifier = test.tokens.first { $0.keyword == .any || $0.keyword == .all }
        let isAny = quantifier?.keyword == .any
        let fix: FixIt? =
            type != .text || quantifier?.keyword == .all
            ? nil
            : FixIt(
                isAny ? "write `in`" : "write `=`", replace: quantifier.map { word.union($0.span) } ?? word,
                with: isAny ? "in" : "=")
        return Diagnostic(
            .listOfTexts, "`has` looks into a list of texts, and this is \(type.name)", at: span,
            label: "this is \(type.name)",
            notes: type == .text ? ["`contains` looks for a part of a text"] : [], fixIts: [fix].compactMap(\.self))
    }

    /// - Parameter text: what the list is compared with, where it is written out.
    static func listAsValue(_ type: ValueType, text: String?, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .listOfTexts, "one text is needed, and this is a list of several", at: span, label: "this is \(type.name)",
            notes: ["ask for one of them with `has \((text ?? "vip").stringLiteral)`"])
    }

    /// - Parameter around: the condition that the parameter is part of.
    static func listAlone(_ name: String, around node: SyntaxNode?, at span: SourceSpan) -> Diagnostic {
        let sign = node?.kind == .comparison ? node?.tokens.first { $0.kind == .equal } : nil
        let isTest = node?.kind == .listTest
        return Diagnostic(
            .listAlone, "`$\(name)` is a list of values, and one is needed here", at: span, label: "several values",
            notes: ["`in $\(name)` holds for each of them"],
            fixIts: sign.map { [FixIt("write `in`", replace: $0.span, with: "in")] }
                ?? (isTest ? [FixIt("write `has any`", replace: span.beginning, with: "any ")] : []))
    }

    static func listOfNoTexts(_ type: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badList, "lists are of texts, not of `\(type)`", at: span, label: "no text",
            fixIts: [FixIt("write `text`", replace: span, with: "text")])
    }

    static func badSeparator(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .badList, "the values of a list are separated by one sign, neither a letter nor a digit", at: span,
            label: "not such a sign", notes: ["for example `separated by \";\"`; blanks around values are left out"])
    }

    /// `ignoring case` behind a window.
    static func caseOfNoText(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .wrongType, "`ignoring case` is for texts, and this is a time", at: span, label: "no text")
    }
}

import Engine
import Model
import Semantics
import Syntax

/// A part of a text worth a line in an outline.
package struct DocumentSymbol: Sendable {
    package enum Kind: Sendable, Hashable {
        case segment, metric, classification, parameter, importedFile, question, column
    }

    package let name: String
    package let kind: Kind
    /// Label or type.
    package let detail: String
    /// With the comments above.
    package let utf8Range: Range<Int>
    /// Range of the name.
    package let nameRange: Range<Int>
    package let children: [DocumentSymbol]
}

extension ScriptAnalysis {
    /// Definitions and questions in the order of the text.
    package var symbols: [DocumentSymbol] { tree.root.nodes.compactMap(symbol) }

    private func symbol(of statement: SyntaxNode) -> DocumentSymbol? {
        let label = statement.first(.label)?.firstToken?.contents
        func make(
            _ name: String, _ kind: DocumentSymbol.Kind, _ detail: String?, _ nameRange: Range<Int>,
            _ children: [DocumentSymbol] = []
        ) -> DocumentSymbol {
            DocumentSymbol(
                name: name, kind: kind, detail: detail ?? "", utf8Range: rangeWithComments(of: statement),
                nameRange: nameRange, children: children)
        }
        let declared = statement.first(.declaredName).flatMap { $0.tokens.isEmpty ? nil : $0 }
        switch statement.kind {
        case .segmentDeclaration:
            guard let declared else {
                return make(
                    questionName(statement), .question, nil, statement.firstToken?.span.utf8Range ?? statement.utf8Range
                )
            }
            return make(declared.dottedName, .segment, label, declared.utf8Range)
        case .metricDeclaration, .measureDeclaration, .classDeclaration:
            guard let declared else { return nil }
            let type = compilation.script.definitions.first { $0.name == declared.dottedName }?.expression.type.name
            return make(
                declared.dottedName, statement.kind == .classDeclaration ? .classification : .metric,
                [type, label].compactMap(\.self).joined(separator: " · "), declared.utf8Range)
        case .parameterDeclaration:
            guard let name = statement.tokens.dropFirst().first else { return nil }
            return make(
                "$" + name.contents, .parameter, environment.parameters[name.contents]?.type.name, name.span.utf8Range)
        case .importDeclaration:
            guard let name = statement.lastToken, statement.tokens.count == 4 else { return nil }
            return make(name.contents, .importedFile, statement.tokens[1].contents, name.span.utf8Range)
        case .pipeline, .explanation:
            let columns = statement.nodes.flatMap { $0.all(.namedExpression) }.filter { $0.firstToken != nil }.map {
                DocumentSymbol(
                    name: $0.firstToken?.contents ?? "", kind: .column, detail: "", utf8Range: $0.utf8Range,
                    nameRange: $0.firstToken?.span.utf8Range ?? $0.utf8Range, children: [])
            }
            return make(
                questionName(statement), .question, nil, statement.firstToken?.span.utf8Range ?? statement.utf8Range,
                columns)
        default: return nil
        }
    }

    /// The beginning of a question on one line.
    func questionName(_ statement: SyntaxNode) -> String {
        let text = source.text(onOneLine: statement.utf8Range)
        return text.count > 60 ? text.prefix(59) + "…" : text
    }

    /// The statement and the comment lines directly above.
    func rangeWithComments(of statement: SyntaxNode) -> Range<Int> {
        var start = statement.utf8Range.lowerBound
        var line = source.line(atUTF8Offset: start)
        while line > 0 {
            let above = source.utf8Range(ofLine: line - 1)
            let text = source.bytes[above].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard text.starts(with: "--".utf8) else { break }
            start = above.lowerBound
            line -= 1
        }
        return start..<statement.utf8Range.upperBound
    }
}

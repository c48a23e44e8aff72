import Model
package import Semantics
package import Syntax

/// A script that compiled without an error, with what lints ask of it.
package struct LintedScript: Sendable {
    package let parsed: ParsedSource
    let script: BoundScript
    /// Names available to the script, its own definitions included.
    let environment: Environment
    /// Names that would be available to the script without its own definitions.
    let builtin: Environment
    let names: NameIndex
    /// Names of its definitions that other scripts use.
    let namesUsedElsewhere: Set<String>

    package init(
        _ parsed: ParsedSource, script: BoundScript, environment: Environment, builtin: Environment, names: NameIndex,
        namesUsedElsewhere: Set<String> = []
    ) {
        self.parsed = parsed
        self.script = script
        self.environment = environment
        self.builtin = builtin
        self.names = names
        self.namesUsedElsewhere = namesUsedElsewhere
    }

    var source: SourceText { parsed.tree.source }
    var model: DataModel { environment.model }
    var statements: [SyntaxNode] { parsed.tree.root.nodes }

    /// Segments, metrics, measures and classes with a name.
    var definitions: [SyntaxNode] {
        statements.filter {
            $0.kind.isDefinition && $0.first(.declaredName) != nil
        }
    }

    /// Whether there is a statement with something to show.
    var asksSomething: Bool {
        script.statements.contains { if case .definition = $0 { false } else { true } }
    }

    func isHere(_ span: SourceSpan) -> Bool { span.source == source.id }

    func span(_ range: Range<Int>) -> SourceSpan {
        SourceSpan(source: source.id, utf8Start: range.lowerBound, utf8End: range.upperBound)
    }

    /// The conditions of the script's own that are of customers: segments, and what `where` asks of customers.
    var customerConditions: [BoundExpression] {
        var conditions = script.definitions.filter { $0.kind == .segment && isHere($0.expression.span) }.map(
            \.expression)
        for case .query(let query) in script.statements where query.source.entity == model.customer {
            if let condition = query.source.condition { conditions.append(condition) }
            stages: for stage in query.stages {
                switch stage {
                case .filter(let condition): conditions.append(condition)
                case .sort, .take: continue
                // From here on rows are no customers, or not customers alone.
                case .window, .project, .group, .fill: break stages
                }
            }
        }
        return conditions.filter { isHere($0.span) }
    }

    /// Every expression of the script's own, operands and what is asked of records within them included.
    func visitExpressions(_ visit: (BoundExpression) -> Void) {
        var pending = script.definitions.filter { isHere($0.expression.span) }.map(\.expression)
        for statement in script.statements {
            switch statement {
            case .definition: continue
            case .analysis(let analysis): pending += analysis.expressions
            case .query(let query): pending += query.expressions
            }
        }
        while let expression = pending.popLast() {
            guard isHere(expression.span) else { continue }
            visit(expression)
            pending += expression.children
        }
    }

    /// Takes a statement out, with the comment lines directly above it and the line that it leaves empty.
    func removal(of statement: SyntaxNode) -> Diagnostic.Edit {
        let bytes = source.bytes
        func isBlank(_ line: Int) -> Bool {
            source.lineStarts.indices.contains(line)
                && bytes[source.utf8Range(ofLine: line)].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        }
        func isComment(_ line: Int) -> Bool {
            bytes[source.utf8Range(ofLine: line)].drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "--".utf8)
        }
        var start = Int(statement.span.utf8Start), end = Int(statement.span.utf8End)
        var first = source.line(atUTF8Offset: start)
        let last = source.line(atUTF8Offset: end)
        let ownsStart = bytes[Int(source.lineStarts[first])..<start].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        if ownsStart {
            while first > 0, isComment(first - 1) { first -= 1 }
            start = Int(source.lineStarts[first])
        }
        let rest = bytes[end..<source.utf8Range(ofLine: last).upperBound].drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.isEmpty || rest.starts(with: "--".utf8) else {
            return Diagnostic.Edit(span(start..<rest.startIndex), "")
        }
        var next = last + 1
        // One blank line is enough where there were two.
        if ownsStart, first == 0 || isBlank(first - 1) {
            while next < source.lineStarts.count - 1, isBlank(next) { next += 1 }
        }
        end = next < source.lineStarts.count ? Int(source.lineStarts[next]) : bytes.count
        return Diagnostic.Edit(span(start..<end), ownsStart ? "" : "\n")
    }
}

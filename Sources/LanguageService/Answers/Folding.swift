import Syntax

/// Lines that an editor may show as one.
package struct FoldingRange: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case code, comment, imports }

    /// From the end of what stays to be seen to the end of what is hidden.
    package let utf8Range: Range<Int>
    package let kind: Kind
}

extension ScriptAnalysis {
    /// Statements and brackets of several lines, comments of several lines, and imports that follow each other.
    package var foldingRanges: [FoldingRange] {
        (statementFolds + bracketFolds + commentFolds + importFolds).sorted {
            ($0.utf8Range.lowerBound, $1.utf8Range.upperBound) < ($1.utf8Range.lowerBound, $0.utf8Range.upperBound)
        }
    }

    private func fold(_ range: Range<Int>, _ kind: FoldingRange.Kind) -> FoldingRange? {
        let first = source.line(atUTF8Offset: range.lowerBound), last = source.line(atUTF8Offset: range.upperBound)
        guard last > first else { return nil }
        return FoldingRange(
            utf8Range: max(range.lowerBound, source.utf8Range(ofLine: first).upperBound)..<range.upperBound, kind: kind)
    }

    private var statementFolds: [FoldingRange] {
        tree.root.nodes.compactMap { $0.kind == .unexpected ? nil : fold($0.utf8Range, .code) }
    }

    private var bracketFolds: [FoldingRange] {
        var open: [Int] = [], folds: [FoldingRange] = []
        for token in tree.tokens {
            switch token.kind {
            case .leftBrace, .leftParenthesis: open.append(token.utf8Range.lowerBound)
            case .rightBrace, .rightParenthesis:
                guard let start = open.popLast() else { continue }
                // The closing bracket stays to be seen: it stands on a line of its own.
                let line = source.line(atUTF8Offset: token.utf8Range.lowerBound)
                let lineBefore = line > 0 ? source.utf8Range(ofLine: line - 1).upperBound : 0
                if lineBefore > start, let fold = fold(start..<lineBefore, .code) { folds.append(fold) }
            default: continue
            }
        }
        // A statement that is nothing but a bracket would fold twice at one line.
        let lines = Set(statementFolds.map { source.line(atUTF8Offset: $0.utf8Range.lowerBound) })
        return folds.filter { !lines.contains(source.line(atUTF8Offset: $0.utf8Range.lowerBound)) }
    }

    private var commentFolds: [FoldingRange] {
        var folds: [FoldingRange] = [], run: Range<Int>?
        for token in tree.tokens {
            switch token.kind {
            case .comment where startsLine(token):
                run = (run?.lowerBound ?? token.utf8Range.lowerBound)..<token.utf8Range.upperBound
            case .whitespace where source.bytes[token.utf8Range].count(where: { $0 == UInt8(ascii: "\n") }) < 2:
                continue
            default:
                if let run, let fold = fold(run, .comment) { folds.append(fold) }
                run = nil
            }
        }
        return folds
    }

    private func startsLine(_ token: Token) -> Bool {
        let line = source.utf8Range(ofLine: source.line(atUTF8Offset: token.utf8Range.lowerBound))
        return source.bytes[line.lowerBound..<token.utf8Range.lowerBound].allSatisfy {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
        }
    }

    private var importFolds: [FoldingRange] {
        tree.root.nodes.split { $0.kind != .importDeclaration }.compactMap { run in
            guard let first = run.first, let last = run.last, run.count > 1 else { return nil }
            return fold(first.utf8Range.lowerBound..<last.utf8Range.upperBound, .imports)
        }
    }

    /// Ranges around a byte, the innermost first, each within the next.
    package func selectionRanges(at utf8Offset: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        if let index = tree.tokenIndex(at: utf8Offset), !tree.tokens[index].kind.isTrivia,
            tree.tokens[index].kind != .endOfFile
        {
            ranges.append(tree.tokens[index].utf8Range)
        }
        ranges += tree.root.chain(to: utf8Offset).dropFirst().reversed().map(\.utf8Range).filter { !$0.isEmpty }
        ranges.append(0..<source.bytes.count)
        var result: [Range<Int>] = []
        for range in ranges
        where result.last.map({ $0 != range && range.lowerBound <= $0.lowerBound && $0.upperBound <= range.upperBound })
            ?? true
        { result.append(range) }
        return result
    }
}

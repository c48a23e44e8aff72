import Syntax

/// Where the statements that an edit left alone stand behind it.
struct EditMapping {
    /// A statement that is as it was, and how far it has moved.
    private struct Piece {
        let start: Int32
        let end: Int32
        let distance: Int32

        func holds(_ span: SourceSpan) -> Bool { start <= span.utf8Start && span.utf8End <= end }
    }

    private let source: SourceID
    /// In the order of the old text.
    private let pieces: [Piece]
    /// Where they start in the new one → in the old one.
    private let startBefore: [Int32: Int32]

    /// From one version of a text to another: what both begin with has not moved, what both end with has, and the rest
    /// was edited.
    init(from old: SyntaxTree, to new: SyntaxTree) {
        let (prefix, suffix) = EditMapping.common(old.source.bytes, new.source.bytes)
        let movedStart = Int32(clamping: old.source.bytes.count - suffix)
        let distance = Int32(clamping: new.source.bytes.count - old.source.bytes.count)
        var nodes: [Int32: SyntaxNode] = [:], pieces: [Piece] = [], startBefore: [Int32: Int32] = [:]
        for node in new.root.nodes { nodes[node.span.utf8Start] = node }
        for node in old.root.nodes {
            let span = node.span
            // An edit right before a statement may begin as that one does: it counts as moved then, not as edited.
            for distance in [span.utf8End <= prefix ? 0 : nil, span.utf8Start >= movedStart ? distance : nil]
                .compactMap(\.self)
            {
                guard startBefore[span.utf8Start + distance] == nil, let now = nodes[span.utf8Start + distance],
                    node.reads(as: now)
                else { continue }
                pieces.append(Piece(start: span.utf8Start, end: span.utf8End, distance: distance))
                startBefore[span.utf8Start + distance] = span.utf8Start
                break
            }
        }
        (source, self.pieces, self.startBefore) = (new.source.id, pieces, startBefore)
    }

    /// How many bytes two texts begin with alike, and how many they end with.
    private static func common(_ old: [UInt8], _ new: [UInt8]) -> (prefix: Int, suffix: Int) {
        old.withUnsafeBufferPointer { old in
            new.withUnsafeBufferPointer { new in
                let shorter = min(old.count, new.count)
                var prefix = 0, suffix = 0
                while prefix < shorter, old[prefix] == new[prefix] { prefix += 1 }
                while suffix < shorter, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] { suffix += 1 }
                return (prefix, suffix)
            }
        }
    }

    /// Where a statement starts now; nil where it was edited.
    func newStart(of start: Int32) -> Int32? {
        piece(at: start).flatMap { $0.start == start ? start + $0.distance : nil }
    }

    func oldStart(of start: Int32) -> Int32? { startBefore[start] }

    /// A span of the old text in the new one, spans of other texts as they are; nil where it lies in no statement that
    /// is as it was.
    func moved(_ span: SourceSpan) -> SourceSpan? {
        guard span.source == source else { return span }
        guard let piece = piece(at: span.utf8Start), piece.holds(span) else { return nil }
        var result = span
        result.utf8Start += piece.distance
        result.utf8End += piece.distance
        return result
    }

    /// The last that starts at or before a byte.
    private func piece(at byte: Int32) -> Piece? {
        var low = 0, high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].start <= byte { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? pieces[low - 1] : nil
    }
}

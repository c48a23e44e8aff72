import Engine
import Model
import Planning
import Semantics
import Syntax

/// Something that an editor shows between the characters of a text.
package struct InlayHint: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case type, window }

    package let utf8Offset: Int
    package let text: String
    package let kind: Kind
}

extension ScriptAnalysis {
    /// The types of metrics that declare none, and the days that relative windows come to.
    package func inlayHints(in range: Range<Int>) -> [InlayHint] {
        let types = occurrences.compactMap { place -> InlayHint? in
            guard place.isDeclaration, place.isDefinition, range.contains(place.utf8Range.lowerBound),
                let type = place.type, isMetricName(place)
            else { return nil }
            return InlayHint(utf8Offset: place.utf8Range.upperBound, text: ": \(type.name)", kind: .type)
        }
        let windows = compilation.names.windows.compactMap { window -> InlayHint? in
            guard range.contains(window.span.utf8Range.lowerBound), window.window.isRelative,
                let text = boundsText(of: window)
            else { return nil }
            return InlayHint(utf8Offset: window.span.utf8Range.upperBound, text: text, kind: .window)
        }
        return (types + windows).sorted { $0.utf8Offset < $1.utf8Offset }
    }

    /// Segments have no type worth a word, and an alias none of its own.
    private func isMetricName(_ place: Occurrence) -> Bool {
        let chain = tree.root.chain(to: place.utf8Range.lowerBound)
        return chain.contains { $0.kind.isDefinition && $0.kind != .segmentDeclaration }
            && chain.last?.kind == .declaredName
    }

    /// `2026-04-02 – 2026-06-30`, both days included; nil where the bounds differ from customer to customer.
    func boundsText(of window: WindowUse) -> String? {
        let bounds = Lowering.bounds(
            of: window.window, inside: [], of: compilation.script, model: context.model, time: context.time)
        guard bounds.from != bounds.to else { return nil }
        func day(_ instant: Instant, lastBefore: Bool) -> String {
            let zone = context.time.zone
            if let day = zone.day(startingAt: instant) { return (lastBefore ? day.adding(days: -1) : day).description }
            return String(zone.localTime(of: instant).description.prefix(16))
        }
        let from = bounds.from.map { day($0, lastBefore: false) }, to = bounds.to.map { day($0, lastBefore: true) }
        switch (from, to) {
        case (let from?, let to?): return from == to ? from : "\(from) – \(to)"
        case (let from?, nil): return "from \(from)"
        case (nil, let to?): return "to \(to)"
        case (nil, nil): return nil
        }
    }
}

extension BoundWindow {
    /// Whether it moves with the as-of day, so that its days are not there to be read.
    var isRelative: Bool {
        guard case .range(let from, let to) = self else { return true }
        return [from, to].contains { if case .ago? = $0 { true } else { false } }
    }
}

extension Occurrence {
    var isDefinition: Bool { if case .definition = identity { true } else { false } }
}

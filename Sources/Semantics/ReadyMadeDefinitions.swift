package import Syntax

/// Definitions of a text by their names.
///
/// A start of the program looks for a few among hundreds: where they are is known when it is built.
package struct HeadingIndex: Sendable {
    private let headings: [StatementHeading]
    /// The names and aliases of definitions in the order of their bytes: the place of the heading times 256, and the
    /// number of the alias from 1, or 0 for the name.
    private let order: [UInt32]

    package init(_ headings: [StatementHeading], order: [UInt32]) {
        (self.headings, self.order) = (headings, order)
    }

    package static func order(of headings: [StatementHeading]) -> [UInt32] {
        let entries = headings.indices.filter { headings[$0].keyword != .param }.flatMap { place in
            (0...headings[place].aliases.count).map { UInt32(place) << 8 | UInt32($0) }
        }
        return entries.sorted { precedes(spelling($0, headings), spelling($1, headings)) }
    }

    private static func spelling(_ entry: UInt32, _ headings: [StatementHeading]) -> String {
        let heading = headings[Int(entry >> 8)], alias = Int(entry & 0xFF)
        return alias == 0 ? heading.name : heading.aliases[alias - 1]
    }

    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    func heading(named name: String) -> StatementHeading? { heading(spelt: name) { $0 == 0 } }

    func heading(withAlias alias: String) -> StatementHeading? { heading(spelt: alias) { $0 > 0 } }

    private func heading(spelt word: String, where isFitting: (UInt32) -> Bool) -> StatementHeading? {
        var low = 0, high = order.count
        while low < high {
            let middle = (low + high) / 2
            if HeadingIndex.precedes(HeadingIndex.spelling(order[middle], headings), word) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        while low < order.count, HeadingIndex.spelling(order[low], headings).utf8.elementsEqual(word.utf8) {
            if isFitting(order[low] & 0xFF) { return headings[Int(order[low] >> 8)] }
            low += 1
        }
        return nil
    }
}

/// The ready-made definitions of a text: a start of the program makes no declaration but of those that are named.
struct ReadyMadeDefinitions: Sendable {
    let source: SourceText
    let headings: [StatementHeading]
    /// Names of those that are of records, which are looked up elsewhere.
    let ofRecords: Set<String>
    let index: HeadingIndex

    func declaration(named name: String) -> Environment.Declaration? {
        guard let heading = index.heading(named: name), !ofRecords.contains(name) else { return nil }
        return Environment.Declaration(heading, of: source, origin: .prelude)
    }

    func name(ofAlias alias: String) -> String? {
        guard let heading = index.heading(withAlias: alias), !ofRecords.contains(heading.name) else { return nil }
        return heading.name
    }

    /// In the order of the text.
    var names: [String] {
        headings.lazy.filter { $0.keyword != .param }.map(\.name).filter { !ofRecords.contains($0) }
    }

    var aliases: [String] {
        headings.lazy.filter { $0.keyword != .param && !ofRecords.contains($0.name) }.flatMap(\.aliases)
    }
}

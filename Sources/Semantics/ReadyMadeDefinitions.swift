package import Syntax

/// Where the names of a text's definitions are among its headings.
package struct HeadingIndex: Sendable {
    /// By name, and by alias.
    let places: [String: Int], placesOfAliases: [String: Int]

    package init(_ headings: [StatementHeading]) {
        var places: [String: Int] = [:], placesOfAliases: [String: Int] = [:]
        places.reserveCapacity(headings.count)
        placesOfAliases.reserveCapacity(headings.count * 2)
        for (place, heading) in headings.enumerated() where heading.keyword != .param {
            places[heading.name] = place
            for alias in heading.aliases { placesOfAliases[alias] = place }
        }
        (self.places, self.placesOfAliases) = (places, placesOfAliases)
    }
}

/// The ready-made definitions of a text: a start of the program makes no declaration but of those that are named.
struct ReadyMadeDefinitions: Sendable {
    let source: SourceText
    let headings: [StatementHeading]
    /// Names of those that are of records, which are looked up elsewhere.
    let ofRecords: Set<String>
    let index: @Sendable () -> HeadingIndex

    func declaration(named name: String) -> Environment.Declaration? {
        guard let place = index().places[name], !ofRecords.contains(name) else { return nil }
        return Environment.Declaration(headings[place], of: source, origin: .prelude)
    }

    func name(ofAlias alias: String) -> String? {
        guard let place = index().placesOfAliases[alias], !ofRecords.contains(headings[place].name) else { return nil }
        return headings[place].name
    }

    /// In the order of the text.
    var names: [String] {
        headings.lazy.filter { $0.keyword != .param }.map(\.name).filter { !ofRecords.contains($0) }
    }

    var aliases: [String] {
        headings.lazy.filter { $0.keyword != .param && !ofRecords.contains($0.name) }.flatMap(\.aliases)
    }
}

internal import Model
internal import Store
internal import Syntax

/// Which column of a file fills which field.
struct ColumnMatcher {
    /// Columns of the file that fill a field.
    struct Match: Equatable {
        /// Index into the header; 0 for formats without one.
        var column: Int
        /// Columns whose values follow, with a blank between them: `First name` and `Last name`.
        var others: [Int] = []
        /// Index into the entity's fields.
        var field: Int
        /// As the file names it.
        var name: String
    }

    /// Columns that this program adds to rejects files; they are no data when such a file is imported.
    static let rejectColumns = ["reject_line", "reject_column", "reject_value", "reject_reason", rejectedRowColumn]
    /// The one that holds a row which could not be taken apart.
    static let rejectedRowColumn = "reject_row"

    let entity: Entity
    /// Columns stated by the user, or those of a source's mapping.
    private let mapped: [Mapped]
    /// For every normalised name the fields that it may stand for, the best first.
    private let names: [String: [Candidate]]

    private struct Candidate {
        var field: Int
        /// How well it fits; less is better.
        var rank: Int
    }

    private struct Mapped {
        var field: Int
        /// Columns that are put together, each with its names.
        var columns: [[String]]
        /// Whether the file has to have it, because somebody has named it for this import.
        var isStated: Bool
    }

    /// - Throws: E0606 where the map names a field that the entity lacks, E0605 where it gives one twice.
    ///
    /// - Parameters:
    ///   - owner: whom records belong to.
    ///   - mapping: how a source names its columns; no other name is known then.
    ///   - vocabularies: names that any file may use, beside those of the model.
    init(_ entity: Entity, owner: Entity? = nil, fieldMap: [String: String], mapping: SourceMapping.Part? = nil,
         vocabularies: [SourceMapping] = []) throws(StoreError) {
        self.entity = entity
        var mapped: [Mapped] = []
        for (name, column) in fieldMap.sorted(by: { $0.key < $1.key }) {
            let field = try ColumnMatcher.field(name, of: entity)
            if mapped.contains(where: { entity.fields[$0.field].column == entity.fields[field].column }) {
                throw StoreError(.ambiguousColumn, "--map gives the field \(entity.fields[field].name) twice")
            }
            mapped.append(Mapped(field: field, columns: [[column]], isStated: true))
        }
        for source in mapping?.fields ?? [] {
            let field = try ColumnMatcher.field(source.name, of: entity)
            if mapped.contains(where: { entity.fields[$0.field].column == entity.fields[field].column }) { continue }
            mapped.append(Mapped(field: field, columns: source.columns, isStated: false))
        }
        self.mapped = mapped
        names = mapping == nil ? ColumnMatcher.names(of: entity, owner: owner, vocabularies) : [:]
    }

    private static func field(_ name: String, of entity: Entity) throws(StoreError) -> Int {
        if let field = entity.fieldIndex(named: name) { return field }
        throw StoreError(.unknownMapField, "\(entity.name) has no field \(name)",
                         notes: ["its fields: " + entity.fields.map(\.name).joined(separator: ", ")])
    }

    /// Letter case, spaces, hyphens and underscores make no difference.
    static func normalised(_ name: String) -> String {
        var result = ""
        for scalar in name.lowercased().unicodeScalars {
            switch scalar {
            case " ", "_", "-", "\u{A0}", "\t", "\u{FEFF}": continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A name fits as the field's own, then as its column, an alias, its label, as what keys are called, and as a word
    /// that any file may use. For a key, words that do not speak of a number come last: `Customer No.` before
    /// `Customer`.
    private static func names(
        of entity: Entity, owner: Entity?, _ vocabularies: [SourceMapping]
    ) -> [String: [Candidate]] {
        var names: [String: [Candidate]] = [:]
        let keys = Set(
            [entity.key, entity.owner?.field].compactMap(\.self)
                + entity.fields.indices.filter { entity.fields[$0].keyDomain != nil })
        func add(_ spelling: String, _ field: Int, _ rank: Int) {
            let name = normalised(spelling)
            if name.isEmpty || names[name]?.contains(where: { $0.field == field }) == true { return }
            let isVague = rank > 1 && keys.contains(field) && !KeyNames.speaksOfNumber(spelling)
            names[name, default: []].append(Candidate(field: field, rank: isVague ? 6 : rank))
        }
        for (i, field) in entity.fields.enumerated() {
            add(field.name, i, 0)
            add(field.column, i, 1)
            for alias in field.aliases { add(alias, i, 2) }
            if let label = field.label { add(label, i, 3) }
        }
        for spelling in KeyNames.of(entity) + KeyNames.bare { add(spelling, entity.key, 4) }
        if let own = entity.owner, let owner {
            for spelling in KeyNames.of(owner) { add(spelling, own.field, 4) }
        }
        for source in vocabularies.flatMap(\.parts)
        where source.entity == entity.name || entity.aliases.contains(source.entity) {
            for mapped in source.fields {
                guard let field = entity.fieldIndex(named: mapped.name) else { continue }
                for spelling in mapped.columns.first ?? [] { add(spelling, field, 5) }
            }
        }
        for name in names.keys { names[name]?.sort { ($0.rank, $0.field) < ($1.rank, $1.field) } }
        return names
    }

    /// - Returns: matches in order of the header, and the columns that no field takes.
    /// - Throws: E0605, E0607, E0612.
    func match(_ header: [String]) throws(StoreError) -> (matches: [Match], ignored: [String]) {
        var columns: [Int?] = Array(repeating: nil, count: entity.fields.count)
        var ranks = [Int](repeating: .max, count: entity.fields.count)
        var rivals: [Int: Int] = [:]
        var taken: Set<Int> = [], others: [Int: [Int]] = [:]
        for source in mapped {
            let found = source.columns.compactMap { ColumnMatcher.column($0, in: header) }
            guard let column = found.first else {
                guard source.isStated, let name = source.columns.first?.first else { continue }
                throw StoreError(.unknownMapColumn, "the file has no column \(name)", notes: [listing(header)])
            }
            columns[source.field] = column
            ranks[source.field] = -1
            taken.formUnion(found)
            if found.count > 1 { others[source.field] = Array(found.dropFirst()) }
        }
        let known = header.map { names[ColumnMatcher.normalised($0)] ?? [] }
        for rank in 0...ColumnMatcher.lastRank {
            for column in header.indices where !taken.contains(column) {
                for candidate in known[column] where candidate.rank == rank && !taken.contains(column) {
                    if ranks[candidate.field] == rank { rivals[candidate.field] = column }
                    if ranks[candidate.field] > rank {
                        (columns[candidate.field], ranks[candidate.field]) = (column, rank)
                        taken.insert(column)
                    }
                }
            }
        }
        if let field = rivals.keys.min(), let first = columns[field], let second = rivals[field] {
            throw StoreError(
                .ambiguousColumn,
                "the columns \(header[first]) and \(header[second]) both match the field \(entity.fields[field].name)",
                notes: ["say which with --map '\(entity.fields[field].name)=\(header[first])'"])
        }
        var matches: [Match] = []
        var storedColumns: Set<String> = []
        for (field, column) in columns.enumerated() {
            guard let column, storedColumns.insert(entity.fields[field].column).inserted else { continue }
            matches.append(Match(column: column, others: others[field] ?? [], field: field, name: header[column]))
        }
        matches.sort { ($0.column, $0.field) < ($1.column, $1.field) }
        let used = Set(matches.flatMap { [$0.column] + $0.others })
        let ignored = header.indices.filter {
            !used.contains($0) && !ColumnMatcher.isRejectColumn(header[$0]) && !header[$0].isEmpty
        }
        if matches.isEmpty {
            let notes = [
                listing(header), "fields of \(entity.name): " + entity.fields.map(\.name).joined(separator: ", ")
            ]
            throw StoreError(.badHeader, "no column of the file matches a field of \(entity.name)", notes: notes)
        }
        return (matches, ignored.map { header[$0] })
    }

    /// How many columns are known by their names, or mapped.
    func knownColumns(_ header: [String]) -> Int {
        Set(header.compactMap { field(forKey: $0) }).count
    }

    private static let lastRank = 6

    /// The column with one of these names, as they are spelt or at least alike.
    static func column(_ names: [String], in header: [String]) -> Int? {
        for name in names {
            if let column = header.firstIndex(of: name) { return column }
        }
        let alike = names.map(normalised)
        return header.firstIndex { alike.contains(normalised($0)) }
    }

    /// For formats whose records name their own fields.
    func field(forKey name: String) -> Int? {
        let normalised = ColumnMatcher.normalised(name)
        func isNamed(_ source: Mapped) -> Bool {
            source.columns.contains { $0.contains { ColumnMatcher.normalised($0) == normalised } }
        }
        if let field = mapped.first(where: isNamed)?.field { return field }
        guard let field = names[normalised]?.first?.field, !mapped.contains(where: { $0.field == field }) else {
            return nil
        }
        return field
    }

    /// Fields that are put together from several columns, of which this is one, and its place among them.
    func parts(forKey name: String) -> [(field: Int, place: Int)] {
        let normalised = ColumnMatcher.normalised(name)
        return mapped.filter { $0.columns.count > 1 }.flatMap { source in
            source.columns.indices.filter { source.columns[$0].contains { ColumnMatcher.normalised($0) == normalised } }
                .map { (source.field, $0) }
        }
    }

    /// Columns that `--map` names and none of `seen` fits.
    func unseenColumns(_ seen: [String]) -> [String] {
        let seen = Set(seen.map(ColumnMatcher.normalised))
        return mapped.filter(\.isStated).compactMap { $0.columns.first?.first }
            .filter { !seen.contains(ColumnMatcher.normalised($0)) }
    }

    static func isRejectColumn(_ name: String) -> Bool { rejectColumns.contains(name) }

    /// - Throws: E0604 where records lack something that they cannot be without.
    func checkRequired(_ matches: [Match], _ header: [String]) throws(StoreError) {
        for (i, field) in entity.fields.enumerated() {
            let isMatched = matches.contains { entity.fields[$0.field].column == field.column }
            let isNeeded = Schema.isRequired(i, of: entity) || (i == entity.key && !entity.canNumberRecords)
            if isNeeded, !isMatched {
                throw StoreError(
                .missingColumn,
                "no column of the file matches \(field.name), which every record of \(entity.name) needs",
                                 notes: [listing(header), "say which it is with --map '\(field.name)=…'"])
            }
        }
    }

    private func listing(_ header: [String]) -> String {
        let shown = header.prefix(30).joined(separator: ", ")
        return "columns of the file: " + shown + (header.count > 30 ? " and \(header.count - 30) more" : "")
    }
}

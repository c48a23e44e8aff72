internal import Model
internal import Store
internal import Syntax

/// Which column of a file fills which field.
struct ColumnMatcher {
    /// One column of the file that a field takes.
    struct Match: Equatable {
        /// Index into the header; 0 for formats without one.
        var column: Int
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
    /// Field index to column name, as `--map` says.
    private let mapped: [(field: Int, column: String)]
    private let names: [String: (field: Int, rank: Int)]

    /// - Throws: E0606 where the map names a field that the entity lacks, E0605 where it gives one twice.
    ///
    /// - Parameter owner: whom records belong to.
    init(_ entity: Entity, owner: Entity? = nil, fieldMap: [String: String]) throws(StoreError) {
        self.entity = entity
        var mapped: [(field: Int, column: String)] = []
        for (name, column) in fieldMap.sorted(by: { $0.key < $1.key }) {
            guard let field = entity.fieldIndex(named: name) else {
                throw StoreError(.unknownMapField, "\(entity.name) has no field \(name)",
                                 notes: ["its fields: " + entity.fields.map(\.name).joined(separator: ", ")])
            }
            if mapped.contains(where: { entity.fields[$0.field].column == entity.fields[field].column }) {
                throw StoreError(.ambiguousColumn, "--map gives the field \(entity.fields[field].name) twice")
            }
            mapped.append((field, column))
        }
        self.mapped = mapped
        names = ColumnMatcher.names(of: entity, owner: owner)
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

    /// For every normalised name, the field that it fits best and how well: 0 is the field's name, then its column, an
    /// alias, its label, and what keys are called. The first declared wins.
    private static func names(of entity: Entity, owner: Entity?) -> [String: (field: Int, rank: Int)] {
        var names: [String: (field: Int, rank: Int)] = [:]
        for rank in 0..<4 {
            for (i, field) in entity.fields.enumerated() {
                let spellings = switch rank {
                case 0: [field.name]
                case 1: [field.column]
                case 2: field.aliases
                default: field.label.map { [$0] } ?? []
                }
                for spelling in spellings {
                    let name = normalised(spelling)
                    if !name.isEmpty, names[name] == nil { names[name] = (i, rank) }
                }
            }
        }
        let keys = [(field: entity.key, names: KeyNames.of(entity) + KeyNames.bare)]
            + (entity.owner.map { [(field: $0.field, names: owner.map(KeyNames.of) ?? [])] } ?? [])
        for key in keys {
            for spelling in key.names where names[normalised(spelling)] == nil { names[normalised(spelling)] = (key.field, 4) }
        }
        return names
    }

    /// - Returns: matches in order of the header, and the columns that no field takes.
    /// - Throws: E0605, E0607, E0612.
    func match(_ header: [String]) throws(StoreError) -> (matches: [Match], ignored: [String]) {
        var columns: [Int?] = Array(repeating: nil, count: entity.fields.count)
        var ranks = [Int](repeating: .max, count: entity.fields.count)
        var rivals: [Int: Int] = [:]
        var taken: Set<Int> = []
        for (field, name) in mapped {
            guard let column = header.firstIndex(of: name)
                    ?? header.firstIndex(where: { ColumnMatcher.normalised($0) == ColumnMatcher.normalised(name) }) else {
                throw StoreError(.unknownMapColumn, "the file has no column \(name)", notes: [listing(header)])
            }
            columns[field] = column
            ranks[field] = -1
            taken.insert(column)
        }
        for (column, name) in header.enumerated() where !taken.contains(column) {
            guard let (field, rank) = names[ColumnMatcher.normalised(name)], rank <= ranks[field] else { continue }
            rivals[field] = rank == ranks[field] ? column : nil
            if rank < ranks[field] { (columns[field], ranks[field]) = (column, rank) }
        }
        if let field = rivals.keys.min(), let first = columns[field], let second = rivals[field] {
            throw StoreError(.ambiguousColumn, "the columns \(header[first]) and \(header[second]) both match the field \(entity.fields[field].name)",
                             notes: ["say which with --map '\(entity.fields[field].name)=\(header[first])'"])
        }
        var matches: [Match] = []
        var storedColumns: Set<String> = []
        for (field, column) in columns.enumerated() {
            guard let column, storedColumns.insert(entity.fields[field].column).inserted else { continue }
            matches.append(Match(column: column, field: field, name: header[column]))
        }
        matches.sort { ($0.column, $0.field) < ($1.column, $1.field) }
        let used = Set(matches.map(\.column))
        let ignored = header.indices.filter { !used.contains($0) && !ColumnMatcher.isRejectColumn(header[$0]) && !header[$0].isEmpty }
        if matches.isEmpty {
            let notes = [listing(header), "fields of \(entity.name): " + entity.fields.map(\.name).joined(separator: ", ")]
            throw StoreError(.badHeader, "no column of the file matches a field of \(entity.name)", notes: notes)
        }
        return (matches, ignored.map { header[$0] })
    }

    /// How many columns are known by their names, or mapped.
    func knownColumns(_ header: [String]) -> Int {
        Set(header.compactMap { field(forKey: $0) }).count
    }

    /// For formats whose records name their own fields.
    func field(forKey name: String) -> Int? {
        let normalised = ColumnMatcher.normalised(name)
        if let field = mapped.first(where: { ColumnMatcher.normalised($0.column) == normalised })?.field { return field }
        guard let field = names[normalised]?.field, !mapped.contains(where: { $0.field == field }) else { return nil }
        return field
    }

    /// Columns that `--map` names and none of `seen` fits.
    func unseenColumns(_ seen: [String]) -> [String] {
        let seen = Set(seen.map(ColumnMatcher.normalised))
        return mapped.map(\.column).filter { !seen.contains(ColumnMatcher.normalised($0)) }
    }

    static func isRejectColumn(_ name: String) -> Bool { rejectColumns.contains(name) }

    /// - Throws: E0604 where records lack something that they cannot be without.
    func checkRequired(_ matches: [Match], _ header: [String]) throws(StoreError) {
        for (i, field) in entity.fields.enumerated() {
            let isMatched = matches.contains { entity.fields[$0.field].column == field.column }
            let isNeeded = Schema.isRequired(i, of: entity) || (i == entity.key && field.type.kind != .int)
            if isNeeded, !isMatched {
                throw StoreError(.missingColumn, "no column of the file matches \(field.name), which every record of \(entity.name) needs",
                                 notes: [listing(header), "say which it is with --map '\(field.name)=…'"])
            }
        }
    }

    private func listing(_ header: [String]) -> String {
        let shown = header.prefix(30).joined(separator: ", ")
        return "columns of the file: " + shown + (header.count > 30 ? " and \(header.count - 30) more" : "")
    }
}

internal import Model
internal import Store

/// Kinds of records in an input: detected from its columns and its name, or stated by the user.
struct Recognition {
    /// nil where columns are known by the names of fields alone.
    let mapping: SourceMapping?
    /// In the order in which they are imported.
    let parts: [(entity: String, part: SourceMapping.Part?)]

    /// Which columns make records of an entity.
    private struct Candidate {
        let entity: Entity
        /// How many columns fields take.
        let matches: Int
        /// Why it can't be; nil where it can.
        let objection: StoreError?
    }

    /// The source of mappings whose names any file may use.
    static let anySource = "*"

    /// - Parameters:
    ///   - columns: of the input.
    ///   - options: whose entity may be left open.
    /// - Throws: E0620 where it can't be told, and why the entity that the file is named after is none, where it has
    ///   such a name.
    init(
        _ columns: [String], fileName: String?, _ mappings: [SourceMapping], _ options: ImportOptions,
        _ model: DataModel
    ) throws(StoreError) {
        let sources = mappings.filter { $0.source != Recognition.anySource }
        let vocabularies = mappings.filter { $0.source == Recognition.anySource }
        let stated = try Recognition.entity(options.entity, in: model)
        if let found = Recognition.best(sources, columns, into: stated?.name, options, model),
           options.isMappingStated || !Recognition.isOutdone(found, columns, vocabularies, options, model) {
            mapping = found
            parts = found.parts.filter { stated == nil || model.entity(named: $0.entity)?.name == stated?.name }
                .map { ($0.entity, $0) }
            return
        }
        mapping = nil
        if let stated {
            parts = [(stated.name, nil)]
            return
        }
        let candidates = model.entities.indices.map { Recognition.candidate($0, columns, vocabularies, options, model) }
        parts = [(try Recognition.choose(candidates, columns, fileName), nil)]
    }

    private static func entity(_ name: String?, in model: DataModel) throws(StoreError) -> Entity? {
        guard let name else { return nil }
        if let entity = model.entity(named: name) { return entity }
        throw StoreError(.unknownImportEntity, "the store has no entity \(name)",
                         notes: ["its entities: " + model.entities.map(\.name).joined(separator: ", ")])
    }

    // MARK: Mappings

    /// How much of a mapping a file has to have: versions of a program leave columns out and add others.
    private static let share = 0.6

    /// The mapping whose columns the file has, the one with the most of them.
    private static func best(
        _ mappings: [SourceMapping], _ columns: [String], into entity: String?, _ options: ImportOptions,
        _ model: DataModel
    ) -> SourceMapping? {
        var best: (mapping: SourceMapping, known: Int, share: Double)?
        for mapping in mappings where fits(mapping, entity, model) {
            let named = mapping.parts.flatMap(\.columns)
            let known = named.count { ColumnMatcher.column($0, in: columns) != nil }
            let share = Double(known) / Double(max(1, named.count))
            let isRecognised = share >= Recognition.share && (known > 2 || known == named.count)
                && hasRequired(mapping, columns, model)
            guard isRecognised || options.isMappingStated else { continue }
            if let best, (best.known, best.share) >= (known, share) { continue }
            best = (mapping, known, share)
        }
        return best?.mapping
    }

    /// Whether the names of fields take more of the columns than a mapping does: then the file is of somebody else.
    private static func isOutdone(
        _ mapping: SourceMapping, _ columns: [String], _ vocabularies: [SourceMapping], _ options: ImportOptions,
        _ model: DataModel
    ) -> Bool {
        guard mapping.parts.count == 1, let index = model.entityIndex(named: mapping.parts[0].entity) else {
            return false
        }
        let candidate = candidate(index, columns, vocabularies, options, model)
        let taken = mapping.parts[0].fields.count { field in
            field.columns.contains { ColumnMatcher.column($0, in: columns) != nil }
        }
        return candidate.objection == nil && candidate.matches > taken
    }

    private static func fits(_ mapping: SourceMapping, _ entity: String?, _ model: DataModel) -> Bool {
        let entities = mapping.parts.map { model.entity(named: $0.entity)?.name }
        return !entities.contains(nil) && (entity == nil || entities.contains(entity))
    }

    /// Whether the columns are there by which rows are told, keys of owners and times among them.
    private static func hasRequired(_ mapping: SourceMapping, _ columns: [String], _ model: DataModel) -> Bool {
        mapping.parts.allSatisfy { part in
            guard let entity = model.entity(named: part.entity) else { return false }
            let isComplete = part.fields.allSatisfy { field in
                guard let index = entity.fieldIndex(named: field.name),
                      index == entity.key || Schema.isRequired(index, of: entity) else { return true }
                return field.columns.first.map { ColumnMatcher.column($0, in: columns) != nil } ?? true
            }
            return isComplete
                && (part.condition?.columns ?? []).allSatisfy { ColumnMatcher.column([$0], in: columns) != nil }
        }
    }

    // MARK: Names

    private static func candidate(
        _ index: Int, _ columns: [String], _ vocabularies: [SourceMapping], _ options: ImportOptions,
        _ model: DataModel
    ) -> Candidate {
        let entity = model.entities[index], owner = model.owner(of: index).map { model.entities[$0] }
        do throws(StoreError) {
            let matcher = try ColumnMatcher(
                entity, owner: owner, fieldMap: options.fieldMap, vocabularies: vocabularies)
            let matches = try matcher.match(columns).matches
            do throws(StoreError) {
                try matcher.checkRequired(matches, columns)
                if !matches.contains(where: { $0.field == entity.key }), Input.needsKey(entity, options) {
                    throw Input.missingKey(entity, [])
                }
                return Candidate(entity: entity, matches: matches.count, objection: nil)
            } catch { return Candidate(entity: entity, matches: matches.count, objection: error) }
        } catch { return Candidate(entity: entity, matches: 0, objection: error) }
    }

    private static func choose(
        _ candidates: [Candidate], _ columns: [String], _ fileName: String?
    ) throws(StoreError) -> String {
        if let named = candidates.first(where: { isNamed($0.entity, after: fileName) }) {
            if named.matches > 0 || candidates.allSatisfy({ $0.objection != nil }) { return named.entity.name }
        }
        let fitting = candidates.filter { $0.objection == nil }.sorted { $0.matches > $1.matches }
        if let first = fitting.first, first.matches > 2 || first.matches == columns.count,
           fitting.count == 1 || fitting[1].matches < first.matches {
            return first.entity.name
        }
        let near = (fitting.isEmpty
            ? candidates.filter { $0.matches > 1 }.sorted { $0.matches > $1.matches } : fitting).prefix(4)
        throw StoreError(
            .unrecognisedRecords, "what the records of the file are can't be told from its columns",
            notes: ["columns of the file: " + columns.prefix(30).joined(separator: ", ")] + near.map { candidate in
                let objection = candidate.objection.map { ": " + $0.message } ?? ""
                return "`--into \(candidate.entity.name)`, \(candidate.matches) columns match\(objection)"
            } + ["`--into ENTITY` says it, `--map FIELD=COLUMN` what a column is"])
    }

    /// `orders.csv`, `orders_export_1.csv`, `2026-06 Orders.csv`, `订单.csv`
    private static func isNamed(_ entity: Entity, after fileName: String?) -> Bool {
        guard let name = fileName?.split(separator: "/").last?.lowercased() else { return false }
        let words = name.prefix { $0 != "." }.split { !$0.isLetter }.map(String.init)
        let names = [entity.name, entity.label ?? ""] + entity.aliases
        let known = Set(names.flatMap { [$0.lowercased(), KeyNames.singular($0.lowercased())] }.filter { !$0.isEmpty })
        return words.contains { known.contains($0) }
    }
}

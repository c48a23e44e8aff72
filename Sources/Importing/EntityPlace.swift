internal import Model
internal import Store

/// The entity that records go into, and whom they belong to.
struct EntityPlace {
    let entity: Entity
    /// nil for customers and for what is looked up.
    let owner: Entity?

    /// - Throws: E0602, E0613.
    init(_ options: ImportOptions, in model: DataModel) throws(StoreError) {
        let name = options.entity ?? ""
        guard let index = model.entityIndex(named: name) else {
            throw StoreError(.unknownImportEntity, "the store has no entity \(name)",
                             notes: ["its entities: " + model.entities.map(\.name).joined(separator: ", ")])
        }
        let owner = model.owner(of: index)
        entity = model.entities[index].withSpellings(options.part)
        self.owner = owner.map { model.entities[$0] }
        if options.createCustomers, owner != model.customer {
            throw StoreError(
                .cannotCreateOwners,
                "--create-customers does not apply to \(entity.name), which does not belong directly to "
                    + model.customerEntity.name)
        }
    }
}

/// How an input is opened, once and again.
struct InputOpening {
    private let matcher: ColumnMatcher
    private let values: ValueReader
    private let options: ImportOptions
    private let format: ImportFormat?

    /// - Throws: E0605, E0606, E0608.
    init(
        _ place: EntityPlace, _ source: ImportSource, _ options: ImportOptions, currency: Currency
    ) throws(StoreError) {
        try options.checkDateFormats(of: place.entity)
        matcher = try ColumnMatcher(
            place.entity, owner: place.owner, fieldMap: options.fieldMap, mapping: options.part,
            vocabularies: options.vocabularies)
        values = ValueReader(currency: currency, timeZone: options.timeZone)
        self.options = options
        format = source.format
    }

    func open(_ text: InputText) throws(StoreError) -> Input {
        try Input(text, matcher: matcher, values: values, options: options, format: format)
    }
}

extension Entity {
    /// With the spellings that a source has for values of the fields.
    fileprivate func withSpellings(_ part: SourceMapping.Part?) -> Entity {
        var entity = self
        for field in part?.fields ?? [] where !field.values.isEmpty {
            guard let index = fieldIndex(named: field.name) else { continue }
            var values = fields[index].knownValues?.values ?? []
            for value in field.values {
                if let place = values.firstIndex(where: { $0.name == value.name }) {
                    values[place] = .init(
                        name: value.name, otherSpellings: values[place].otherSpellings + value.otherSpellings)
                } else {
                    values.append(value)
                }
            }
            entity.fields[index].knownValues = KnownValues(values)
        }
        return entity
    }
}

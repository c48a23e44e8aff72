package import Model

/// How what one program exports becomes records: which columns fill which fields.
///
/// Written as a model is: an entity for each kind of record that a file holds, with the source's name behind `from`.
package struct SourceMapping: Sendable {
    /// As messages name it: `Shopify orders`.
    package var source: String
    /// In the order in which they are imported: what others belong to first.
    package var parts: [Part]
    /// Command options that the mapping sets, by name: `decimal`, `repeated`.
    package var settings: [String: String] = [:]

    package init(source: String, parts: [Part], settings: [String: String] = [:]) {
        (self.source, self.parts, self.settings) = (source, parts, settings)
    }

    /// One kind of record.
    package struct Part: Sendable {
        package var entity: String
        package var fields: [Field]
        /// Which rows are records; nil for all.
        package var condition: RowCondition?

        package init(entity: String, fields: [Field], condition: RowCondition? = nil) {
            (self.entity, self.fields, self.condition) = (entity, fields, condition)
        }

        /// The field by which the records are found whose keys a field holds.
        func keySource(of field: Int?, in entity: Entity) -> String? {
            guard let field, let mapped = fields.first(where: { entity.fieldIndex(named: $0.name) == field }),
                  case .keyOf(let name)? = mapped.conversion else { return nil }
            return name
        }

        /// Every column that it names, in each of its spellings.
        var columns: [[String]] { fields.flatMap(\.columns) + (condition?.columns ?? []).map { [$0] } }
    }

    package struct Field: Sendable {
        package var name: String
        /// Columns whose values are put together, each with the names that it has in other versions of the file.
        package var columns: [[String]]
        package var conversion: Conversion?
        /// Values of the field, with spellings of the source.
        package var values: [KnownValues.Value] = []

        package init(
            name: String, columns: [[String]], conversion: Conversion? = nil, values: [KnownValues.Value] = []
        ) {
            (self.name, self.columns, self.conversion, self.values) = (name, columns, conversion, values)
        }
    }

    package enum Conversion: Sendable, Hashable {
        /// Format of dates, as `--date-format` takes it.
        case dates(String)
        /// This word for yes, any other for no.
        case yes(String)
        /// The key of the record that has the value in this field; a new one where there is none.
        case keyOf(field: String)
        /// The first of several values in one cell.
        case firstOf(separator: String)
        /// Factor for numbers: turns percentages into shares of one.
        case scaled(by: Double)
    }
}

/// Which rows of a file are records: `where "Type" in ("Payment", "Refund")`.
package struct RowCondition: Sendable, Hashable {
    package enum Test: Sendable, Hashable {
        /// The cell is one of these texts, whatever the letter case.
        case isIn([String])
        case isNotIn([String])
    }

    /// All have to hold.
    package var tests: [(column: String, test: Test)] { zip(names, kinds).map { ($0, $1) } }
    private var names: [String]
    private var kinds: [Test]

    package init(_ tests: [(column: String, test: Test)]) {
        names = tests.map(\.column)
        kinds = tests.map(\.test)
    }

    package var columns: [String] { names }
}

package import Model
package import Syntax

/// The model of a database that is there already, with the places in its text that the database must live up to.
package struct AttachedModel: Sendable {
    package var model: DataModel
    /// Parallel with the model's entities.
    package let places: [EntityPlace]
    package let settings: Settings

    package struct EntityPlace: Sendable {
        package let name: SourceSpan
        package let table: SourceSpan
        /// Parallel with the entity's fields.
        package var fields: [FieldPlace] = []
    }

    package struct FieldPlace: Sendable {
        /// The field's name, or, of a field that no declaration lists, what asks for it.
        package let name: SourceSpan
        /// Where its columns are named; at the field's name where a column is not named apart.
        package let columns: [(name: String, span: SourceSpan)]
        /// The mapping, or an empty span where one would stand.
        package var mapping: SourceSpan?
    }

    /// The values of `param currency: text = "EUR"` and `param time_zone: text = "Europe/Berlin"` in a model.
    package struct Settings: Sendable {
        package var currency: Currency?
        package var timeZone: (name: String, span: SourceSpan)?
    }
}

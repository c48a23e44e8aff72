import Model
import Semantics
import Syntax

/// The model and the prelude that ship with the product.
package enum StandardLibrary {
    /// `standard.cq`, the model of a new store.
    package static var model: [UInt8] { PackageResources.standard_cq }
    /// `prelude.cq`, the ready-made metrics and segments.
    package static var prelude: [UInt8] { PackageResources.prelude_cq }
    /// The headings of the prelude's statements.
    static var headings: [StatementHeading] { PreludeHeadings.all }
    /// The order of their names.
    static var orderOfHeadings: [UInt32] { PreludeHeadings.order }
}

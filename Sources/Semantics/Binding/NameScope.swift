import Model

/// The names in scope at one place.
struct NameScope: Sendable {
    /// A row in reach and the entity it is of.
    struct Frame: Sendable {
        var entity: Int
        var row: RowReference
    }

    /// Rows in reach, the innermost last.
    var frames: [Frame] = []
    /// The columns of the stage before; where there are any, they alone are in reach.
    var columns: [BoundColumn]?
    /// Named by stages before, as in `| classify tier { … }`.
    var locals: [BoundColumn] = []
    /// Added by functions of rows to rows of an entity: the columns that `.column` refers to there, without names.
    var computed: [BoundColumn] = []
    /// Inside `derive`: functions of rows are of the rows at hand.
    var isDeriving = false
    /// Among the keys of `group by`: one of them may be `every` period.
    var isKeying = false
    /// How many keys the group has that made the rows; 0 where none did.
    var keyCount = 0
    /// The moment of each row that the source's window looks at; nil where there is no window.
    var windowed: BoundExpression?
    /// Inside the braces of `group by` and `aggregate`: aggregates are over rows.
    var isOverRows = false

    static let none = NameScope()

    /// A row of an entity with everything that it belongs to.
    static func row(_ variable: Int, entity: Int, model: DataModel) -> NameScope {
        row(.variable(variable), entity: entity, model: model)
    }

    static func row(_ reference: RowReference, entity: Int, model: DataModel) -> NameScope {
        var frames: [Frame] = []
        var row = reference
        for entity in model.ownershipPath(from: entity) {
            frames.insert(Frame(entity: entity, row: row), at: 0)
            row = .owner(row)
        }
        return NameScope(frames: frames)
    }

    func customerFrame(of model: DataModel) -> Frame? {
        frames.last { $0.entity == model.customer }
    }
}

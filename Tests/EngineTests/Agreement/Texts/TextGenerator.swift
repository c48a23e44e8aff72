import Engine
import Model
import Planning
import Semantics

/// Whole texts over the model of a store, typed and from a seed: parameters, imports, definitions that use
/// definitions, and one or more questions. Everything that the language has can come up; `LanguageCoverage` counts
/// whether it does.
struct TextGenerator {
    let model: DataModel
    /// Some of the values that each field has, by entity and field.
    let values: [[[Value]]]
    /// The texts and amounts among them.
    let texts: [String], amounts: [Int64]
    /// What is ready-made and can be used on this model.
    let builtin: [TextDefinition], builtinMeasures: [TextDefinition]
    /// Minor units of one unit of the currency.
    let moneyScale: Int64
    var dice: Dice

    /// Names of choices, in order.
    private var focusable: [String] = []

    /// What the text at hand, or the file, can name.
    var definitions: [TextDefinition] = []
    var parameters: [TextParameter] = []
    var measures: [TextDefinition] = []
    /// What is ready-made and replaced in the text or file at hand.
    var replacements: Set<String> = []
    /// Names given in this text so far.
    var nameCount = 0
    /// Whether the last group of the question at hand has totals: none may come behind it.
    var hasTotals = false
    /// How many values have been tried for this text. Of a form that does not fit several are, on each level: past
    /// some hundreds only plain ones.
    var attempts = 0

    init(_ session: Session, _ store: NaiveStore) {
        model = store.model
        moneyScale = session.currency.scale
        values = store.rows.enumerated().map { entity, rows in
            store.model.entities[entity].fields.indices.map { field in
                let known = rows.map { $0.values[field] }.filter { !$0.isMissing }
                return stride(from: 0, to: known.count, by: max(1, known.count / 12)).map { known[$0] }
            }
        }
        texts = values.joined().joined().compactMap { if case .text(let text) = $0 { text } else { nil } }
        amounts = values.joined().joined().compactMap { if case .money(let amount) = $0 { amount } else { nil } }
        builtin = session.environment.names.compactMap { TextDefinition(builtin: $0, session) }
        builtinMeasures = session.environment.names.compactMap { TextDefinition(builtinMeasure: $0, session) }
        dice = Dice(seed: 0)
        findChoices()
    }

    /// The text of a seed. In most texts two choices are in focus, so that what seldom comes together does so soon.
    mutating func text(_ seed: UInt64) -> GeneratedText {
        var draw = SeededGenerator(seed: ~seed)
        dice.start(
            seed: seed,
            focus: focusable.isEmpty || draw.next() % 3 == 0
                ? [] : (0..<2).compactMap { _ in focusable.randomElement(using: &draw) })
        return text()
    }

    /// Looks for the choices there are in some texts.
    private mutating func findChoices() {
        dice.recordChoices()
        for seed in 0..<200 { _ = text(UInt64(seed)) }
        focusable = (dice.choices ?? []).sorted()
        dice = Dice(seed: 0)
    }

    mutating func newPlainName(_ letter: String) -> String {
        nameCount += 1
        return "\(letter)\(nameCount)"
    }

    /// A name that nothing else has: most often a short one, sometimes of another script, or of more words than one.
    mutating func newName(_ letter: String) -> String {
        let plain = newPlainName(letter)
        return dice.chance(15) ? dice.oneOf(["`\(letter) \(nameCount)`", "指标\(plain)", "_\(plain)_"]) : plain
    }
}

/// A metric, segment or class that texts can name, and its type.
struct TextDefinition {
    /// As it is named here: with its import's name before it.
    var name: String
    var type: ValueType
    var isSegment: Bool
    var hasRanking: Bool
    /// Whose value it is.
    var entity: Int

    /// nil where it is none, and where the model has not what it needs.
    fileprivate init?(builtinMeasure name: String, _ session: Session) {
        let model = session.environment.model
        let compilation = session.context.compile(
            name: "probe", bytes: Array("from \(model.customerEntity.name) | aggregate { \(name) }".utf8))
        guard !compilation.hasErrors, let column = compilation.queries.first?.columns.first else { return nil }
        self.init(
            name: name, type: column.expression.type, isSegment: false, hasRanking: false, entity: model.customer)
    }

    /// nil where the model has not what it needs.
    fileprivate init?(builtin name: String, _ session: Session) {
        let customers = session.environment.model.customerEntity.name
        let compilation = session.context.compile(
            name: "probe", bytes: Array("from \(customers) | select x = \(name)".utf8))
        guard !compilation.hasErrors, let query = compilation.queries.first, let column = query.columns.first,
            case .definition(let id, _) = column.expression.kind
        else { return nil }
        self.init(
            name: name, type: column.expression.type, isSegment: compilation.script[id].kind == .segment,
            hasRanking: compilation.script[id].hasRanking, entity: session.environment.model.customer)
    }

    init(name: String, type: ValueType, isSegment: Bool, hasRanking: Bool, entity: Int) {
        self.name = name
        self.type = type
        self.isSegment = isSegment
        self.hasRanking = hasRanking
        self.entity = entity
    }
}

struct TextParameter {
    var name: String
    var kind: ValueKind
    /// Whether it stands for several values.
    var isList: Bool
}

/// Names in reach at a place of a text.
struct TextScope {
    /// Entities of the rows in reach, the innermost last.
    var frames: [Int] = []
    /// Of the stage before: then nothing else is in reach.
    var columns: [TextColumn]?
    /// Classes that stages before have given a name.
    var locals: [TextColumn] = []
    /// Inside the braces of `group by` and `aggregate`.
    var isOverRows = false
    /// In `derive`: functions of rows can be called.
    var isDeriving = false

    /// Without what looks at other rows, which is not known as of another day.
    var inAnotherTime: TextScope {
        var scope = self
        scope.locals.removeAll { $0.isOfRows }
        return scope
    }

    func hasCustomer(_ model: DataModel) -> Bool { columns == nil && !isOverRows && frames.contains(model.customer) }

    /// A row of an entity with everything that it belongs to.
    static func row(of entity: Int, _ model: DataModel) -> TextScope {
        TextScope(frames: model.ownershipPath(from: entity).reversed())
    }
}

struct TextColumn {
    var name: String
    var type: ValueType
    /// Whether it may look at other rows.
    var isOfRows = false
}

/// A part of a text that has a value.
struct Piece {
    var text: String
    var type: ValueType
    /// Whether an operator can stand beside it as it is.
    var isPrimary = true
    var hasRanking = false
    /// Whether it has no record's value in it, so that it takes the unit of what it stands beside.
    var isConstant = false

    var operand: String { isPrimary ? text : "(\(text))" }
}

/// Chances of a seed. Where a choice is in focus it is taken every other time that it is open.
struct Dice {
    private(set) var random: SeededGenerator
    private var focus: [String] = []
    /// The names of all choices that have been open, where they are recorded.
    private(set) var choices: Set<String>?

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func start(seed: UInt64, focus: [String]) {
        random = SeededGenerator(seed: seed)
        self.focus = focus
    }

    mutating func nextRandom() -> UInt64 { random.next() }

    mutating func recordChoices() { choices = [] }

    mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func any<Item>(_ items: [Item]) -> Item? {
        items.isEmpty ? nil : items[Int.random(in: 0..<items.count, using: &random)]
    }

    mutating func oneOf(_ texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }

    /// One of several cases, which have names; a case may stand there more often than once.
    mutating func choose<Choice>(_ cases: [Choice]) -> Choice? {
        if choices != nil || !focus.isEmpty {
            let names = cases.map { "\(Choice.self).\($0)" }
            choices?.formUnion(names)
            for name in focus {
                if let place = names.firstIndex(of: name), Bool.random(using: &random) { return cases[place] }
            }
        }
        return any(cases)
    }
}

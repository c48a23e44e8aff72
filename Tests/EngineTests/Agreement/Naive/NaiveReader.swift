import Model
import Semantics
import Syntax

/// A third reader of the language, for tests alone: it works bound questions out by their definitions
/// (docs/language.md), row by row, and shares nothing with the engines. There is no plan and no optimiser, and windows
/// stay relative until a value is held against them.
///
/// Enters: a bound script, the rows of a store, the moment that it is asked as of. Leaves: the rows of each
/// statement, in order.
///
/// Every `switch` over the language's own enums is exhaustive, so that what is added to the language does not compile
/// until it is read here, too.
final class NaiveReader {
    let store: NaiveStore
    let script: BoundScript
    let calendar: NaiveCalendar
    /// What the whole question is asked in.
    let outermost: NaiveSurroundings
    /// The first instant at which each row is there, by its number: when it happened, or what it belongs to, if that
    /// was later.
    let births: [Int64]
    /// Surroundings by where they begin, so that what is asked in the same ones is worked out once.
    private var surroundings: [NaiveSite: NaiveSurroundings] = [:]
    private var definitionValues: [DefinitionPlace: Value] = [:]
    var rankings: [NaiveSite: [Int: Value]] = [:]
    var folds: [String: Pattern] = [:]

    private struct DefinitionPlace: Hashable {
        let definition: Int
        let customer: Int
        let around: NaiveSurroundings
    }

    /// - Parameter births: of the same store in the same zone, from `births(of:in:)`.
    init(_ script: BoundScript, _ store: NaiveStore, asOf moment: NaiveMoment, zone: TimeZoneRules, births: [Int64]) {
        self.script = script
        self.store = store
        self.births = births
        calendar = NaiveCalendar(zone: zone)
        outermost = NaiveSurroundings(moment: moment)
    }

    static func births(of store: NaiveStore, in zone: TimeZoneRules) -> [Int64] {
        var births: [Int: Int64] = [:]
        // Owners are numbered before what belongs to them.
        for row in store.rows.joined().sorted(by: { $0.number < $1.number }) {
            let own: Int64 =
                switch store.model.entities[row.entity].eventTime.map({ row.values[$0] }) {
                case .time(let instant): instant.microseconds
                case .date(let day): zone.startOfDay(day).microseconds
                case nil, .missing, .bool, .int, .number, .money, .text, .duration: .min
                }
            births[row.number] = max(own, row.owner.flatMap { births[$0.number] } ?? .min)
        }
        let count = (births.keys.max() ?? -1) + 1
        return (0..<count).map { births[$0] ?? .min }
    }

    // MARK: Rows

    func exists(_ row: NaiveRow, _ around: NaiveSurroundings) -> Bool {
        births[row.number] < around.horizon.microseconds
    }

    /// nil where nothing is referred to, or nothing that is there.
    func row(_ reference: RowReference, _ scope: NaiveScope) -> NaiveRow? {
        switch reference {
        case .variable(let id): return scope.rows.last { $0.variable == id }?.row
        case .owner(let inner): return row(inner, scope)?.owner
        case .reference(let inner, let field):
            guard let from = row(inner, scope), let name = store.model.entities[from.entity].fields[field].reference,
                let entity = store.model.entityIndex(named: name),
                let found = store.row(of: entity, key: from.values[field])
            else { return nil }
            return exists(found, scope.around) ? found : nil
        }
    }

    /// The customers that there are, in the order of their keys.
    func customers(_ around: NaiveSurroundings) -> [NaiveRow] { store.customers.filter { exists($0, around) } }

    // MARK: Definitions

    /// A definition's value for a customer, in the surroundings in which it is named.
    func value(of id: DefinitionID, for customer: NaiveRow, _ around: NaiveSurroundings) throws -> Value {
        let place = DefinitionPlace(definition: id.index, customer: customer.number, around: around)
        if let known = definitionValues[place] { return known }
        let scope = NaiveScope(rows: [(0, customer)], home: id.index, around: around)
        let result = try value(script[id].expression, scope)
        definitionValues[place] = result
        return result
    }

    /// The surroundings that begin at an expression.
    func surroundings(_ site: NaiveSite, _ make: () throws -> NaiveSurroundings) rethrows -> NaiveSurroundings {
        if let known = surroundings[site] { return known }
        let made = try make()
        surroundings[site] = made
        return made
    }
}

/// What `as of`, `over` and `among` have said on the way to an expression. Values are remembered by the surroundings
/// themselves: by their address alone, others made in the same place later would be taken for them.
final class NaiveSurroundings: Hashable {
    let moment: NaiveMoment
    /// What came later than any of the moments on the way does not exist.
    let horizon: Instant
    /// Spans that records are restricted to.
    let spans: [NaiveSpan]
    /// Conditions on the customers that standings are among, each in its own surroundings.
    let populations: [(condition: BoundExpression, home: Int, around: NaiveSurroundings)]

    init(moment: NaiveMoment) {
        self.moment = moment
        horizon = moment.end
        spans = []
        populations = []
    }

    private init(
        _ outer: NaiveSurroundings, moment: NaiveMoment, spans: [NaiveSpan],
        populations: [(condition: BoundExpression, home: Int, around: NaiveSurroundings)]
    ) {
        self.moment = moment
        horizon = moment.end
        self.spans = spans
        self.populations = populations
    }

    func asOf(_ moment: NaiveMoment) -> NaiveSurroundings {
        NaiveSurroundings(self, moment: moment, spans: spans, populations: populations)
    }

    func over(_ span: NaiveSpan) -> NaiveSurroundings {
        NaiveSurroundings(self, moment: moment, spans: spans + [span], populations: populations)
    }

    func among(_ condition: BoundExpression, home: Int) -> NaiveSurroundings {
        NaiveSurroundings(self, moment: moment, spans: spans, populations: populations + [(condition, home, self)])
    }

    static func == (a: NaiveSurroundings, b: NaiveSurroundings) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// Where an expression is asked: a place in the text, in the definition whose text it is, in surroundings.
struct NaiveSite: Hashable {
    let span: SourceSpan
    let home: Int
    let around: NaiveSurroundings

    init(_ expression: BoundExpression, _ scope: NaiveScope) {
        span = expression.span
        home = scope.home
        around = scope.around
    }
}

/// What an expression can look at from where it stands.
struct NaiveScope {
    var rows: [(variable: Int, row: NaiveRow)] = []
    /// Of the stage before. One that is too large a number counts where it is asked for.
    var columns: [Result<Value, NaiveOverflow>] = []
    /// The rows of the group that aggregates are over.
    var group: [NaiveScope]?
    /// Where it depends on a number that is too large whether the row is there, or at which place. It does not matter
    /// where a later stage leaves the row out all the same.
    var doubts: (presence: NaiveOverflow?, place: NaiveOverflow?)
    /// The definition whose text it is, or, below 0, the statement.
    var home: Int
    var around: NaiveSurroundings

    func binding(_ variable: Int, to row: NaiveRow) -> NaiveScope {
        var inner = self
        inner.rows.append((variable, row))
        return inner
    }

    func inside(_ around: NaiveSurroundings) -> NaiveScope {
        var inner = self
        inner.around = around
        inner.group = group?.map { $0.inside(around) }
        return inner
    }
}

/// A whole number that 64 bits do not hold: an error for every reader, unless the question is decided without it.
struct NaiveOverflow: Error {
    /// The value, or the error; anything else that is thrown goes on.
    static func caught<Success>(_ body: () throws -> Success) throws -> Result<Success, NaiveOverflow> {
        do { return .success(try body()) } catch let overflow as NaiveOverflow { return .failure(overflow) }
    }

    /// Whether one of several decides a question, in whatever order they are asked.
    static func isAny<Item>(_ items: [Item], _ holds: (Item) throws -> Bool) throws -> Bool {
        let answers = try items.map { item in try caught { try holds(item) } }
        if answers.contains(where: { (try? $0.get()) == true }) { return true }
        for answer in answers { _ = try answer.get() }
        return false
    }
}

/// What no text can lead to.
struct NaiveMistake: Error {
    let description: String
}

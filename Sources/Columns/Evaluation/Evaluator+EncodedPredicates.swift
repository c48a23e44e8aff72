import Model
import Planning
import Semantics

extension Evaluator {
    /// The mask of a condition that compares one field with constants, by its stored values alone; nil for any other
    /// condition.
    mutating func storedMask(_ condition: PlanExpression, _ frame: RowBatch) -> Mask? {
        guard let tested = condition.testedField else { return nil }
        let (row, field) = catalogue.foreignKeyColumn(tested.row, tested.field)
        switch row {
        case .variable(let id) where id == frame.variable:
            guard let loaded = catalogue.columns[LoadedColumns.Place(entity: frame.entity, field: field)],
                let test = test(condition, loaded)
            else { return nil }
            return test.mask(loaded.column, frame.rows)
        case .reference(.variable(let id), let reference) where id == frame.variable:
            return lookupMask(condition, reference, row, field, frame)
        case .owner(.variable(let id)) where id == frame.variable: return ownerMask(condition, row, field, frame)
        default: return nil
        }
    }

    /// Whether a row that is referred to fulfils the condition is found out once for each of these rows.
    private mutating func lookupMask(
        _ condition: PlanExpression, _ reference: Int, _ row: RowReference, _ field: Int, _ frame: RowBatch
    ) -> Mask? {
        guard let entity = catalogue.entity(of: row), let count = catalogue.rows[entity]?.count,
            count <= LookupTables.rowLimit,
            let rows = catalogue.references[LoadedColumns.Place(entity: frame.entity, field: reference)],
            rows.base == 0, rows.unit == 1,
              let loaded = catalogue.columns[LoadedColumns.Place(entity: entity, field: field)] else { return nil }
        let test: EncodedPredicate
        if let known = lookups.tests[condition] {
            test = known
        } else {
            guard var made = storedTest(condition, loaded) else { return nil }
            let admitsMissing = made.admitsMissing
            made = EncodedPredicate.table(made.mask(loaded.column, .range(0..<count)))
            made.admitsMissing = admitsMissing
            lookups.tests[condition] = made
            test = made
        }
        return test.mask(rows, frame.rows)
    }

    /// Whether an owner fulfils the condition is found out once and holds for all of its records, which lie side by
    /// side.
    private mutating func ownerMask(_ condition: PlanExpression, _ row: RowReference, _ field: Int, _ frame: RowBatch)
        -> Mask?
    {
        guard case .range(let range) = frame.rows, let offsets = catalogue.rows[frame.entity]?.offsets,
            range.upperBound <= Int(offsets.last ?? 0),
            let entity = catalogue.entity(of: row),
            let loaded = catalogue.columns[LoadedColumns.Place(entity: entity, field: field)],
              let test = test(condition, loaded) else { return nil }
        let owners = offsets.owners(of: range)
        return offsets.spread(test.mask(loaded.column, .range(owners)), of: owners, over: range)
    }

    /// The values of a look-up's field, by row.
    mutating func lookupVector(_ row: RowReference, _ field: Int, _ frame: RowBatch) -> Vector? {
        guard case .reference(.variable(let id), let reference) = row, id == frame.variable,
            let entity = catalogue.entity(of: row),
              let count = catalogue.rows[entity]?.count, count > 0, count <= LookupTables.rowLimit,
            let rows = catalogue.references[LoadedColumns.Place(entity: frame.entity, field: reference)],
            rows.base == 0, rows.unit == 1,
              let loaded = catalogue.columns[LoadedColumns.Place(entity: entity, field: field)] else { return nil }
        let place = LoadedColumns.Place(entity: entity, field: field)
        let vector = lookups.vectors[place] ?? loaded.column.vector(.range(0..<count), texts: loaded.texts)
        lookups.vectors[place] = vector
        var result = vector.at(rows.codes(frame.rows))
        // A row that refers to nothing is stored as a reference to the first row.
        if let validity = rows.validity { result.valid = frame.rows.known(validity).and(result.valid) }
        return result
    }

    // MARK: Conditions as tests

    /// Made once where that takes more than to look it up.
    private mutating func test(_ condition: PlanExpression, _ loaded: LoadedColumns.Loaded) -> EncodedPredicate? {
        guard loaded.texts != nil else { return storedTest(condition, loaded) }
        if let known = lookups.tests[condition] { return known }
        let test = storedTest(condition, loaded)
        if let test { lookups.tests[condition] = test }
        return test
    }

    private mutating func storedTest(_ condition: PlanExpression, _ loaded: LoadedColumns.Loaded) -> EncodedPredicate? {
        switch condition {
        case .not(let inner):
            guard var test = storedTest(inner, loaded) else { return nil }
            test.isComplement.toggle()
            test.admitsMissing.toggle()
            return test
        case .isMissing: return EncodedPredicate(values: .none, admitsMissing: true)
        case .or(let operands):
            // A time in a range, or none.
            guard operands.count == 2, var test = storedTest(operands[0], loaded), case .isMissing = operands[1] else {
                return nil
            }
            test.admitsMissing = true
            return test
        case .field: return loaded.texts == nil ? range(1, 1, loaded.column) : nil
        case .range(_, let from, let to):
            if to == .min { return EncodedPredicate(values: .none) }
            return range(from, to.map { $0 - 1 }, loaded.column)
        case .between(_, .constant(let low), .constant(let high)):
            guard loaded.texts == nil, let low = low.integer, let high = high.integer else { return nil }
            return range(low, high, loaded.column)
        case .comparison(let sign, .constant(let value), _): return comparison(sign.flipped, value, loaded)
        case .comparison(let sign, _, .constant(let value)): return comparison(sign, value, loaded)
        case .membership(_, let members): return membership(members, loaded)
        case .textMatch(_, let text, .constant(.text(let pattern))):
            guard case .textMatch(let sign, _, _) = condition, let texts = loaded.texts,
                texts.count <= LookupTables.rowLimit
            else { return nil }
            let isFolded = if case .caseFolded = text { true } else { false }
            return table(texts, TextTests.Test(kind: .match(sign), operand: pattern, isFolded: isFolded))
        default: return nil
        }
    }

    private func range(_ low: Int64?, _ high: Int64?, _ column: Column) -> EncodedPredicate? {
        if case .double = column.stored { return nil }
        if let extremes = column.extremes, low ?? .min <= extremes.lowerBound, extremes.upperBound <= high ?? .max {
            return EncodedPredicate(values: .all)
        }
        return EncodedPredicate(
            values: .inside(low.map(column.storedCeiling) ?? .min, high.map(column.storedFloor) ?? .max))
    }

    private mutating func comparison(_ sign: ComparisonOperator, _ value: Value, _ loaded: LoadedColumns.Loaded)
        -> EncodedPredicate?
    {
        if let texts = loaded.texts {
            guard case .text(let text) = value, texts.isSorted, let place = texts.place(of: text) else { return nil }
            let below = Int64(place.code) - 1, upTo = place.isThere ? Int64(place.code) : below
            switch sign {
            case .equal, .notEqual:
                var test = EncodedPredicate(values: place.isThere ? .inside(upTo, upTo) : .none)
                if sign == .notEqual { (test.isComplement, test.admitsMissing) = (true, true) }
                return test
            case .less: return EncodedPredicate(values: .inside(.min, below))
            case .lessEqual: return EncodedPredicate(values: .inside(.min, upTo))
            case .greater: return EncodedPredicate(values: .inside(upTo + 1, .max))
            case .greaterEqual: return EncodedPredicate(values: .inside(below + 1, .max))
            }
        }
        guard let value = value.integer else { return nil }
        switch sign {
        case .equal: return range(value, value, loaded.column)
        case .notEqual:
            guard var test = range(value, value, loaded.column) else { return nil }
            (test.isComplement, test.admitsMissing) = (true, true)
            return test
        case .less: return value == .min ? EncodedPredicate(values: .none) : range(nil, value - 1, loaded.column)
        case .lessEqual: return range(nil, value, loaded.column)
        case .greater: return value == .max ? EncodedPredicate(values: .none) : range(value + 1, nil, loaded.column)
        case .greaterEqual: return range(value, nil, loaded.column)
        }
    }

    private mutating func membership(_ members: [PlanExpression], _ loaded: LoadedColumns.Loaded) -> EncodedPredicate? {
        if case .double = loaded.column.stored { return nil }
        var stored: [Int64] = []
        for member in members {
            guard case .constant(let value) = member else { return nil }
            if let texts = loaded.texts {
                guard case .text(let text) = value, texts.isSorted, let place = texts.place(of: text) else {
                    return nil
                }
                if place.isThere { stored.append(Int64(place.code)) }
            } else {
                guard let value = value.integer else { return nil }
                if let place = loaded.column.storedExactly(value) { stored.append(place) }
            }
        }
        if let test = EncodedPredicate.members(stored) { return test }
        guard let texts = loaded.texts, texts.count <= LookupTables.rowLimit else { return nil }
        var holds = Mask(repeating: 0, count: texts.count)
        for code in stored { holds[Int(code)] = 1 }
        return EncodedPredicate.table(holds)
    }

    private mutating func table(_ texts: StringDictionary, _ test: TextTests.Test) -> EncodedPredicate {
        EncodedPredicate.table(textTests.mask((0..<Int32(clamping: texts.count)).map(\.self), texts, test))
    }
}

/// Cached results for texts, and for look-ups, which have few rows and are referred to by many.
struct LookupTables {
    /// An entity with more rows than this is read row by row.
    static let rowLimit = 65_536

    var tests: [PlanExpression: EncodedPredicate] = [:]
    var vectors: [LoadedColumns.Place: Vector] = [:]
    private var labels: [(list: [String], texts: StringDictionary)] = []

    /// The same list for the labels of every batch, so that batches need not be compared.
    mutating func texts(of list: [String]) -> StringDictionary {
        if let known = labels.first(where: { $0.list.elementsEqual(list) { ExactText($0) == ExactText($1) } }) {
            return known.texts
        }
        let texts = StringDictionary(list.isEmpty ? [""] : list)
        labels.append((list, texts))
        return texts
    }
}

extension PlanExpression {
    /// Whether nothing is compared but fields of a row, of its owner and of what it refers to, with constants; that
    /// can't fail.
    func testsFieldsAlone(of variable: Int) -> Bool {
        switch self {
        case .and(let operands), .or(let operands): return operands.allSatisfy { $0.testsFieldsAlone(of: variable) }
        case .not(let operand): return operand.testsFieldsAlone(of: variable)
        default:
            switch testedField?.row {
            case .variable(variable), .reference(.variable(variable), _), .owner(.variable(variable)): return true
            default: return false
            }
        }
    }

    /// The field that a condition tests, where it tests one against constants.
    fileprivate var testedField: (row: RowReference, field: Int)? {
        switch self {
        case .field(let row, let field, let type): type.kind == .bool ? (row, field) : nil
        case .not(let inner): inner.testedField
        case .or(let operands):
            if operands.count == 2, case .range(let time, _, _) = operands[0], operands[1] == .isMissing(time) {
                operands[0].testedField
            } else {
                nil
            }
        case .isMissing(.field(let row, let field, _)), .range(.field(let row, let field, _), _, _),
            .between(.field(let row, let field, _), .constant, .constant),
            .comparison(_, .field(let row, let field, _), .constant),
            .comparison(_, .constant, .field(let row, let field, _)),
            .textMatch(_, .field(let row, let field, _), .constant),
            .textMatch(_, .caseFolded(.field(let row, let field, _)), .constant):
            (row, field)
        case .membership(.field(let row, let field, _), let members):
            members.allSatisfy { if case .constant = $0 { true } else { false } } ? (row, field) : nil
        default: nil
        }
    }
}

extension ComparisonOperator {
    /// The sign that says the same with both sides changed.
    fileprivate var flipped: ComparisonOperator {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessEqual: .greaterEqual
        case .greater: .less
        case .greaterEqual: .lessEqual
        }
    }
}

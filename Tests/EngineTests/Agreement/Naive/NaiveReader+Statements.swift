import Model
import Semantics

/// Statements and their stages.
extension NaiveReader {
    enum Answer {
        case rows([[Value]])
        /// How many customers there are, and how many a condition picks.
        case everybody(count: Int, picked: Int, mayOverflow: Bool)
        /// nil where there is no such customer.
        case customer(isPicked: Bool?, mayOverflow: Bool)
    }

    /// nil of a definition, which has nothing to show.
    func answer(_ statement: BoundStatement, at place: Int) throws -> Answer? {
        switch statement {
        case .definition: return nil
        case .query(let query): return .rows(try rows(of: query, home: -1 - place))
        case .analysis(let analysis):
            guard let (condition, key) = analysis.explained else {
                return .rows(try rows(of: analysis, home: -1 - place))
            }
            let everybody = customers(outermost)
            var mayOverflow = false
            func isPicked(_ customer: NaiveRow) throws -> Bool {
                let scope = NaiveScope(rows: [(0, customer)], home: -1 - place, around: outermost)
                mayOverflow = try mayOverflow || hasOverflow(in: condition, scope)
                return try holds(condition, scope)
            }
            guard let key else {
                let picked = try everybody.filter(isPicked).count
                return .everybody(count: everybody.count, picked: picked, mayOverflow: mayOverflow)
            }
            let sought = try value(key, NaiveScope(home: -1 - place, around: outermost))
            let customer = everybody.first {
                NaiveIdentity($0.values[store.model.customerEntity.key]) == NaiveIdentity(sought)
            }
            return .customer(isPicked: try customer.map(isPicked), mayOverflow: mayOverflow)
        }
    }

    /// Whether something in a condition is too large, whether or not it decides: an explanation shows every clause.
    private func hasOverflow(in expression: BoundExpression, _ scope: NaiveScope) throws -> Bool {
        if case .failure = try NaiveOverflow.caught({ try value(expression, scope) }) { return true }
        if case .definition(let id, _) = expression.kind {
            return try hasOverflow(in: script[id].expression, scope)
        }
        return try expression.parts.contains { part in
            if case .operand(let operand) = part { try hasOverflow(in: operand, scope) } else { false }
        }
    }

    private func rows(of query: BoundQuery, home: Int) throws -> [[Value]] {
        let (rows, hasColumns) = try scopes(of: query, home: home)
        return try rows.map { row in
            try hasColumns ? row.columns.map { try $0.get() } : query.columns.map { try value($0.expression, row) }
        }
    }

    /// The rows behind the last stage, and whether they are columns of a stage.
    ///
    /// - Parameters:
    ///   - totals: where the rows are to be totals: the stages that the group has come to, and how many of its keys are
    ///     kept. Stages behind that leave no row out.
    ///   - isOrdered: whether it matters which row comes first.
    func scopes(
        of query: BoundQuery, home: Int, totals: (stages: Range<Int>, keys: Int)? = nil, isOrdered: Bool = true
    ) throws -> (rows: [NaiveScope], hasColumns: Bool) {
        let source = query.source
        var rows: [NaiveScope] = []
        for row in sourceRows(source.entity) {
            let scope = NaiveScope(rows: [(source.row, row)], home: home, around: outermost)
            if let window = source.window, !(try span(window, scope).contains(time(of: row), calendar)) { continue }
            rows.append(scope)
        }
        if let condition = source.condition { rows = try filtered(rows, condition) }
        var hasColumns = false
        // Behind a condition that is false nothing of what was before counts; it leaves no total out.
        let leavingOut = query.stages[..<(totals?.stages.upperBound ?? query.stages.count)]
        if try leavingOut.contains(where: { try isNever($0) }) { rows = [] }
        // Nor does it behind an aggregate of constants alone.
        let start = query.stages.lastIndex { $0.isOfConstants } ?? 0
        if start > 0 { rows = [] }
        for (place, stage) in query.stages.enumerated() where place >= start {
            let isBehindTotals = totals.map { place >= $0.stages.upperBound } ?? false
            switch stage {
            case .filter, .take: if isBehindTotals { continue }
            default: break
            }
            switch stage {
            case .filter(let condition): rows = try filtered(rows, condition)
            case .sort(let keys): rows = try sorted(rows, by: keys)
            case .take(let count):
                rows = Array(rows.prefix(count))
                try throwDoubts(of: rows)
            case .window(let functions): rows = try windowed(rows, functions)
            case .project(let columns):
                rows = try rows.map { row in
                    NaiveScope(
                        columns: try columns.map { column in
                            try NaiveOverflow.caught { try value(column.expression, row) }
                        }, doubts: row.doubts, home: home, around: outermost)
                }
                hasColumns = true
            case .group(let keys, let aggregates):
                guard let totals, totals.stages.contains(place) else {
                    rows = try grouped(rows, keys, aggregates, home)
                    hasColumns = true
                    continue
                }
                rows = try grouped(rows, Array(keys.prefix(totals.keys)), aggregates, home)
                for index in rows.indices {
                    rows[index].columns.insert(
                        contentsOf: Array(repeating: .success(.missing), count: keys.count - totals.keys),
                        at: totals.keys)
                }
                hasColumns = true
            case .fill(let fill):
                let isTotal = totals.map { $0.stages.contains(place) } ?? false
                let kept = isTotal ? totals?.keys ?? 0 : fill.keyCount
                if fill.period < kept { rows = try filled(rows, fill, at: place, of: query, keys: kept, home) }
            }
            // Behind texts without case, too, the keys that are no part of the total have nothing.
            if let totals, place + 1 == totals.stages.upperBound {
                for index in rows.indices {
                    for key in totals.keys..<query.keyCount(ofGroupAt: totals.stages.lowerBound) {
                        rows[index].columns[key] = .success(.missing)
                    }
                }
            }
        }
        try throwDoubts(of: rows, isOrdered: isOrdered)
        return (rows, hasColumns)
    }

    func throwDoubts(of rows: [NaiveScope], isOrdered: Bool = true) throws {
        let doubt = rows.lazy.compactMap { $0.doubts.presence ?? (isOrdered ? $0.doubts.place : nil) }.first
        if let doubt { throw doubt }
    }

    /// Rows for which a condition holds, and those of which that can't be told.
    private func filtered(_ rows: [NaiveScope], _ condition: BoundExpression) throws -> [NaiveScope] {
        try rows.compactMap { row in
            switch try NaiveOverflow.caught({ try holds(condition, row) }) {
            case .success(let isKept): return isKept ? row : nil
            case .failure(let overflow):
                var doubtful = row
                doubtful.doubts.presence = overflow
                return doubtful
            }
        }
    }

    /// By customer, then, from what belongs to customers down to the records themselves, by time and by key.
    private func sourceRows(_ entity: Int) -> [NaiveRow] {
        store.rows[entity].filter { exists($0, outermost) }.sorted { precedes($0, $1) }
    }

    private func precedes(_ a: NaiveRow, _ b: NaiveRow) -> Bool {
        if let x = a.owner, let y = b.owner, x !== y { return precedes(x, y) }
        let entity = store.model.entities[a.entity]
        if a.entity != store.model.customer, let field = entity.eventTime,
            let result = NaiveOrder.precedes(a.values[field], b.values[field], missingFirst: true)
        {
            return result
        }
        return NaiveOrder.isLess(a.values[entity.key], b.values[entity.key])
    }

    /// Missing values last, either way; what is equal stays in its order. What is too large may be anywhere, and comes
    /// first.
    private func sorted(_ rows: [NaiveScope], by keys: [BoundSortKey]) throws -> [NaiveScope] {
        let keyed = try rows.enumerated().map { place, row in
            let values = try keys.map { key in try NaiveOverflow.caught { try value(key.expression, row) } }
            var doubtful = row
            for case .failure(let overflow) in values { doubtful.doubts.place = overflow }
            return (place: place, row: doubtful, keys: values.map { try? $0.get() })
        }
        return keyed.sorted { a, b in
            for (key, (x, y)) in zip(keys, zip(a.keys, b.keys)) {
                guard let x, let y else {
                    if (x == nil) != (y == nil) { return x == nil }
                    continue
                }
                if x.isMissing || y.isMissing {
                    if x.isMissing != y.isMissing { return y.isMissing }
                } else if NaiveOrder.isLess(x, y) {
                    return !key.isDescending
                } else if NaiveOrder.isLess(y, x) {
                    return key.isDescending
                }
            }
            return a.place < b.place
        }.map(\.row)
    }

    /// One row for each combination of keys, in the order of the keys, missing ones last; without keys one row, even
    /// of nothing.
    private func grouped(_ rows: [NaiveScope], _ keys: [BoundColumn], _ aggregates: [BoundColumn], _ home: Int) throws
        -> [NaiveScope]
    {
        var places: [[NaiveIdentity]: Int] = [:]
        var groups: [(keys: [Result<Value, NaiveOverflow>], rows: [NaiveScope])] = keys.isEmpty ? [([], rows)] : []
        let addsUp = aggregates.contains { $0.expression.looksAtGroup }
        if !keys.isEmpty {
            for row in rows {
                let values = try keys.map { key in try NaiveOverflow.caught { try value(key.expression, row) } }
                // Any group could have the row.
                if addsUp { for value in values { _ = try value.get() } }
                let identity = values.map { NaiveIdentity((try? $0.get()) ?? .missing) }
                if let place = places[identity] {
                    groups[place].rows.append(row)
                    for (index, value) in values.enumerated() {
                        if case .failure = value { groups[place].keys[index] = value }
                    }
                } else {
                    places[identity] = groups.count
                    groups.append((values, [row]))
                }
            }
            groups.sort { a, b in
                for (x, y) in zip(a.keys, b.keys) {
                    let (x, y) = ((try? x.get()) ?? .missing, (try? y.get()) ?? .missing)
                    if let result = NaiveOrder.precedes(x, y, missingFirst: false) { return result }
                }
                return false
            }
        }
        return try groups.map { group in
            let scope = NaiveScope(group: group.rows, home: home, around: outermost)
            let doubt = group.rows.lazy.compactMap(\.doubts.presence).first
            let values = try aggregates.map { column in
                if let doubt, column.expression.looksAtGroup { return .failure(doubt) }
                return try NaiveOverflow.caught { try value(column.expression, scope) }
            } as [Result<Value, NaiveOverflow>]
            var row = NaiveScope(columns: group.keys + values, home: home, around: outermost)
            let tooLarge = group.keys.lazy.compactMap { if case .failure(let overflow) = $0 { overflow } else { nil } }
                .first
            if !keys.isEmpty { row.doubts.presence = tooLarge ?? doubt }
            return row
        }
    }
}

extension BoundQuery {
    fileprivate func keyCount(ofGroupAt place: Int) -> Int {
        if case .group(let keys, _) = stages[place] { keys.count } else { 0 }
    }
}

extension BoundStage {
    /// Whether it makes one row of constants, whatever comes.
    fileprivate var isOfConstants: Bool {
        guard case .group(let keys, let aggregates) = self else { return false }
        return keys.isEmpty && !aggregates.contains { $0.expression.looksAtGroup }
    }
}

extension NaiveReader {
    /// Whether a stage lets nothing through, whatever comes.
    private func isNever(_ stage: BoundStage) throws -> Bool {
        if case .filter(let condition) = stage { try isNever(condition) } else { false }
    }

    private func isNever(_ condition: BoundExpression) throws -> Bool {
        switch condition.kind {
        case .literal(.bool(false)): true
        case .and(let operands): try operands.contains { try isNever($0) }
        case .or(let operands): try operands.allSatisfy { try isNever($0) }
        case .window(let operand, let window) where window.isBounded:
            try span(window, NaiveScope(home: 0, around: outermost)).isEmpty(
                ofDays: operand.type.kind == .date, calendar)
        default: false
        }
    }
}

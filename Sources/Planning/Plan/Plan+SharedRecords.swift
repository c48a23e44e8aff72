import Semantics

extension Plan {
    /// The plan with one row variable for all record sets that are the same: an engine that has found the records of
    /// one has found those of the others.
    package var sharingRecords: Plan {
        var plan = self
        var sets = SharedRecords()
        for index in plan.definitions.indices {
            plan.definitions[index] = plan.definitions[index].mapExpressions { sets.share($0) }
        }
        plan.root = plan.root.mapExpressions { sets.share($0) }
        return plan
    }
}

/// Record sets that were met, by what they are apart from their row variables.
private struct SharedRecords {
    private var rows: [RecordSet: Int] = [:]

    /// From the outside in: what is inside names the variables around it.
    mutating func share(_ expression: PlanExpression) -> PlanExpression {
        var renamed = expression
        for set in expression.recordSets {
            let row = rows[set.anonymous] ?? set.row
            rows[set.anonymous] = row
            if row != set.row { renamed = renamed.renamingRow(set.row, row) }
        }
        var sets = self
        renamed = renamed.mapOperands { sets.share($0) }
        self = sets
        return renamed
    }
}

extension RecordSet {
    /// With variables that depend on nothing but their places.
    fileprivate var anonymous: RecordSet {
        var next = -1
        var set = self
        func rename(_ row: Int) {
            set = set.renamingRow(row, next)
            next -= 1
        }
        rename(row)
        condition?.visit { part in
            for inner in part.recordSets { rename(inner.row) }
        }
        return set
    }

    fileprivate func renamingRow(_ old: Int, _ new: Int) -> RecordSet {
        var set = substituting([old: .variable(new)])
        set.condition = set.condition?.renamingRow(old, new)
        return set
    }
}

extension PlanExpression {
    /// Another name for a row variable, where it is bound and where it is used.
    fileprivate func renamingRow(_ old: Int, _ new: Int) -> PlanExpression {
        let rows = [old: RowReference.variable(new)]
        return rewritten { expression in
            switch expression {
            case .field(let row, let field, let type): .field(row.substituting(rows), field: field, type)
            case .definition(let id, let row, let type): .definition(id, of: row.substituting(rows), type)
            default: expression.mapRecordSets { $0.substituting(rows) }
            }
        }
    }
}

/// Puts one row in place of another, with everything that is reached from there.
private struct RowSubstitution: BoundRewriter {
    let old: Int
    let new: RowReference

    mutating func carry(_ row: RowReference) -> RowReference {
        switch row {
        case .variable(old): new
        case .variable: row
        case .owner(let inner): .owner(carry(inner))
        case .reference(let inner, let field): .reference(carry(inner), field: field)
        }
    }
}

extension BoundExpression {
    /// The expression seen from another row: `country` of the customer in row variable 3 as that of an order's owner.
    package func replacingRow(_ row: Int, by other: RowReference) -> BoundExpression {
        var substitution = RowSubstitution(old: row, new: other)
        return substitution.carry(self)
    }
}

extension BoundRecords {
    /// The same records, each in another row variable.
    func inRow(_ other: Int) -> BoundRecords {
        var substitution = RowSubstitution(old: row, new: .variable(other))
        var result = substitution.carry(self)
        result.row = other
        return result
    }
}

package import Model

/// Columns of attached databases as values encoded the way managed stores encode them.
///
/// Conversions that SQLite can't do exactly (decimals in text, times by a local clock) are done by the store's own
/// functions; they give NULL for values that they can't read.
extension SQLiteDialect {
    package func stored(_ storage: FieldStorage, as kind: ValueKind, of row: String) -> SQLFragment {
        let writer = StoredValue(row: row, isMoney: kind == .money)
        guard let conversion = storage.conversion else { return writer.plain(storage.source, kind) }
        switch conversion.operation {
        case .iso(let isUTC): return "\(writer.function(kind))(\(writer.raw(storage.source)), \(number: isUTC ? 1 : 0))"
        case .pattern:
            return
                "\(kind == .date ? "clientele_pattern_date" : "clientele_pattern_time")(\(writer.raw(storage.source)), \(Value.text(storage.argument ?? "")))"
        case .epoch(let unit):
            let instant = writer.scaled(storage.source, Ratio(unit, 1))
            return kind == .date ? "clientele_day_of_time(\(instant))" : instant
        case .epochDays:
            let day = writer.scaled(storage.source, Ratio(1, 1))
            return kind == .date ? day : "clientele_time_of_day(\(day))"
        case .julianDay:
            let sinceEpoch = ColumnExpression.subtract(storage.source, .constant(mantissa: 24_405_875, decimals: 1))
            let instant = checked("*", writer.scaled(sinceEpoch, Ratio(86_400_000, 1)), "1000")
            return kind == .date ? "clientele_day_of_time(\(instant))" : instant
        case .parts(let perUnit): return writer.scaled(storage.source, Ratio(1, perUnit))
        case .length(let unit): return writer.scaled(storage.source, Ratio(unit, 1))
        case .word:
            return
                "(CAST(\(writer.raw(storage.source)) AS TEXT) COLLATE BINARY = \(Value.text(storage.argument ?? "")))"
        case .trimmed: return "(nullif(trim(CAST(\(writer.raw(storage.source)) AS TEXT)), '') COLLATE BINARY)"
        }
    }
}

/// A positive fraction in lowest terms.
private struct Ratio {
    let numerator: Int64
    let denominator: Int64

    init(_ numerator: Int64, _ denominator: Int64) {
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        self.numerator = numerator / max(a, 1)
        self.denominator = denominator / max(a, 1)
    }

    /// nil where it does not fit.
    func multiplied(by numerator: Int64, over denominator: Int64) -> Ratio? {
        let (n, o1) = self.numerator.multipliedReportingOverflow(by: numerator)
        let (d, o2) = self.denominator.multipliedReportingOverflow(by: denominator)
        return o1 || o2 || n == 0 ? nil : Ratio(n, d)
    }
}

private struct StoredValue {
    let row: String
    /// Amounts are in units of the currency, which the store's functions know; results are in its minor units.
    let isMoney: Bool

    private func column(_ name: String) -> SQLFragment { "\(name: row).\(name: name)" }

    /// The function that reads dates or times from text.
    func function(_ kind: ValueKind) -> SQLFragment { kind == .date ? "clientele_date" : "clientele_time" }

    func plain(_ source: ColumnExpression, _ kind: ValueKind) -> SQLFragment {
        let isColumn = if case .column = source { true } else { false }
        switch kind {
        case .text: return "(CAST(\(raw(source)) AS TEXT) COLLATE BINARY)"
        case .bool: return "clientele_bool(\(raw(source)))"
        case .date, .time: return "\(function(kind))(\(raw(source)), 0)"
        case .duration: return "clientele_duration(\(raw(source)))"
        case .money: return scaled(source, Ratio(1, 1))
        case .int:
            guard isColumn else { return scaled(source, Ratio(1, 1)) }
            return
                "CASE typeof(\(raw(source))) WHEN 'integer' THEN \(raw(source)) ELSE clientele_int(\(raw(source))) END"
        case .number:
            guard isColumn else { return real(source) }
            return
                "CASE typeof(\(raw(source))) WHEN 'real' THEN \(raw(source)) ELSE clientele_number(\(raw(source))) END"
        }
    }

    /// The expression times the ratio, as the nearest whole number, halves away from zero. Whole numbers and decimals
    /// in text are taken exactly; sums are rounded term by term.
    func scaled(_ source: ColumnExpression, _ ratio: Ratio) -> SQLFragment {
        switch source {
        case .column(let name): return scale(column(name), ratio)
        case .constant(let mantissa, let decimals):
            guard let exact = ratio.multiplied(by: 1, over: power(decimals)) else { return "0" }
            return scale("\(number: mantissa)", exact)
        case .negate(let operand): return "(-\(scaled(operand, ratio)))"
        case .add(let l, let r): return "clientele_add(\(scaled(l, ratio)), \(scaled(r, ratio)))"
        case .subtract(let l, let r): return "clientele_sub(\(scaled(l, ratio)), \(scaled(r, ratio)))"
        case .multiply(let operand, .constant(let mantissa, let decimals)),
            .multiply(.constant(let mantissa, let decimals), let operand):
            if let scaledRatio = ratio.multiplied(by: mantissa, over: power(decimals)) {
                return scaled(operand, scaledRatio)
            }
        case .divide(let operand, .constant(let mantissa, let decimals)):
            if let scaledRatio = ratio.multiplied(by: power(decimals), over: mantissa) {
                return scaled(operand, scaledRatio)
            }
        case .multiply(let l, let r):
            let name: SQLFragment = isMoney ? "clientele_money_product" : "clientele_scaled_product"
            return "\(name)(\(factor(l)), \(factor(r)), \(number: ratio.numerator), \(number: ratio.denominator))"
        case .divide: break
        }
        return scale(real(source), ratio)
    }

    private func scale(_ value: SQLFragment, _ ratio: Ratio) -> SQLFragment {
        let name: SQLFragment = isMoney ? "clientele_money" : "clientele_scaled"
        return "\(name)(\(value), \(number: ratio.numerator), \(number: ratio.denominator))"
    }

    private func factor(_ source: ColumnExpression) -> SQLFragment {
        if case .column(let name) = source { column(name) } else { real(source) }
    }

    private func power(_ decimals: Int) -> Int64 { (0..<decimals).reduce(Int64(1)) { power, _ in power * 10 } }

    /// The columns' own values; text of a column that holds no number is NULL.
    func real(_ source: ColumnExpression) -> SQLFragment {
        switch source {
        case .column(let name): "clientele_number(\(column(name)))"
        case .constant(let mantissa, 0): "\(number: mantissa)"
        case .constant(let mantissa, let decimals): "(\(number: mantissa) / \(number: power(decimals)).0)"
        case .negate(let operand): "(-\(real(operand)))"
        case .add(let l, let r): "(\(real(l)) + \(real(r)))"
        case .subtract(let l, let r): "(\(real(l)) - \(real(r)))"
        case .multiply(let l, let r): "(\(real(l)) * \(real(r)))"
        case .divide(let l, let r): "(CAST(\(real(l)) AS REAL) / \(real(r)))"
        }
    }

    func raw(_ source: ColumnExpression) -> SQLFragment {
        if case .column(let name) = source { column(name) } else { real(source) }
    }
}

import Model
package import Syntax

/// Messages about the standing of customers among each other.
extension DiagnosticCode {
    package static let rankingCodes: [DiagnosticCode] = [nothingStandsAmong]

    static let nothingStandsAmong = DiagnosticCode(
        "E0420", "`among` without a standing",
        explanation:
            "`among` says whom a standing is taken among: `rank`, `ntile`, `percentile_rank`, `quantile_score`, `share` or `cumulative_share`, or a metric made of one. To pick the customers of a segment, name it as a condition.",
        wrong: "segment where monetary among buyers > 500", right: "segment where buyers and monetary > 500")
}

extension Diagnostic {
    static func nothingStandsAmong(at span: SourceSpan, operand: SourceSpan, population: String) -> Diagnostic {
        let behind = SourceSpan(source: span.source, utf8Start: Int(operand.utf8End), utf8End: Int(span.utf8End))
        return Diagnostic(
            .nothingStandsAmong, "nothing here is a standing among customers", at: operand,
            label: "the same among whomever",
            notes: ["to ask for members of the segment, say `\(population) and …`"],
            fixIts: [FixIt("leave `among` out", replace: behind, with: "")])
    }

    /// - Parameter isOfColumns: whether rows have columns, which `derive` could rank.
    static func rankingOfNobody(_ function: RankingFunction, _ call: String, isOfColumns: Bool, at span: SourceSpan)
        -> Diagnostic
    {
        let name = function.rawValue
        return Diagnostic(
            .groupedName, "`\(name)` is the standing of a customer, and there is no one customer here", at: span,
            label: "no customer",
            notes: [
                isOfColumns
                    ? "among the rows at hand it stands in `derive`: `| derive NAME = \(call)`"
                    : "use it before the rows are grouped or projected: `from customers | where \(name)(…) …`"
            ])
    }
}

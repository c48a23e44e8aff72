package import Model
package import Semantics
package import Syntax

/// `| overlap vip, shoe_fans, lapsed`: how many customers are in which of several segments at once.
///
///     vip    shoe_fans  n   share
///     false  false      80  0.8
///     true   true       12  0.12
///     true   false       8  0.08
///
/// Each combination that occurs has a row, the largest first; together they are all customers of the rows before.
package struct Overlap: Analysis {
    package static let form = AnalysisForm(
        "overlap", "How many customers are in which of several segments at once.",
        [.init("segments", .conditions)], example: "from customers | overlap buyers, active, recency < 90")

    private let analysis: BoundAnalysis
    private let segments: [BoundColumn]

    package init(_ analysis: BoundAnalysis, in context: AnalysisContext) {
        self.analysis = analysis
        segments = analysis.columns("segments")
    }

    package var questions: [BoundQuery] {
        [
            analysis.query.grouped(
                by: segments.map { segment in
                    var key = segment
                    key.expression = segment.expression.twoValued
                    return key
                })
        ]
    }

    private struct Combination {
        var members: [Bool]
        var count: Int64
    }

    package func result(of answers: [ResultTable]) -> AnalysisResult {
        let combinations = (answers.first?.rows ?? []).map { row in
            Combination(
                members: row.dropLast().map { $0 == .bool(true) }, count: row.last?.count ?? 0)
        }
        // The store gives those in fewer segments first.
        let ordered = combinations.reversed().enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.map(\.element)
        let all = ordered.reduce(0) { $0 + $1.count }
        let table = ResultTable(
            segments.map { ResultColumn(name: $0.name, label: $0.label, type: .bool) }
                + [ResultColumn(name: "n", type: .int), ResultColumn(name: "share", type: .number)],
            ordered.map { combination in
                combination.members.map { .bool($0) }
                    + [.int(combination.count), .number(Double(combination.count) / Double(all))]
            })
        return AnalysisResult(.customers(Int(all)), table, definitions: pairs(ordered))
    }

    /// Pairs of segments that are told, those that have most in common first.
    private static let shownPairs = 10

    private func pairs(_ combinations: [Combination]) -> [String] {
        var pairs: [(text: String, likeness: Double)] = []
        for first in segments.indices {
            for second in segments.indices where second > first {
                func count(_ isCounted: (Bool, Bool) -> Bool) -> Int64 {
                    combinations.reduce(0) { sum, combination in
                        let members = combination.members
                        return sum + (isCounted(members[first], members[second]) ? combination.count : 0)
                    }
                }
                let both = count { $0 && $1 }, either = count { $0 || $1 }
                guard either > 0 else { continue }
                let likeness = Double(both) / Double(either)
                let names = "`\(segments[first].name)` and `\(segments[second].name)`"
                pairs.append(("\(names): \(both) of \(either) in both, Jaccard \(hundredths(likeness))", likeness))
            }
        }
        let sorted = pairs.enumerated().sorted {
            ($1.element.likeness, $0.offset) < ($0.element.likeness, $1.offset)
        }
        let shown = sorted.prefix(Overlap.shownPairs).map(\.element.text)
        return shown.count < sorted.count ? shown + ["… and \(sorted.count - shown.count) pairs more"] : shown
    }

    private func hundredths(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

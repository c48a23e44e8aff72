import Analyses
import Syntax

/// Changes a text a little: most of what comes out still parses, and a good part still compiles.
struct TextMutator {
    enum Change: CaseIterable {
        /// A part gives way to one of the same kind, from another text or from elsewhere in this one.
        case graft
        /// A word, number or sign gives way to another one.
        case exchange
        /// A number gives way to one at the edge of what there is.
        case extreme
        /// A few tokens go.
        case drop
        /// A part stands there twice.
        case double
    }

    private var dice: Dice
    private let donor: [UInt8]

    init(seed: UInt64, donor: String) {
        dice = Dice(seed: seed ^ 0x6d75_7461_6e74)
        self.donor = Array(donor.utf8)
    }

    mutating func mutated(_ script: String) -> String {
        var bytes = Array(script.utf8)
        for _ in 0...dice.number(0...1) {
            switch dice.any(Change.allCases + [.graft, .graft, .exchange, .extreme]) ?? .graft {
            case .graft: graft(&bytes)
            case .exchange: exchange(&bytes)
            case .extreme: makeExtreme(&bytes)
            case .drop: drop(&bytes)
            case .double: double(&bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func tree(_ bytes: [UInt8]) -> SyntaxTree {
        Parser.parse(SourceText(id: SourceID(0), name: "text", bytes: bytes), analyses: Analyses.forms).tree
    }

    private mutating func graft(_ bytes: inout [UInt8]) {
        guard let place = dice.any(TextMutator.tree(bytes).root.nodesBelow) else { return }
        let source = dice.chance(4) ? bytes : donor
        let fitting = TextMutator.tree(source).root.nodesBelow.filter {
            $0.kind == place.kind || place.isOperand && $0.isOperand
        }
        guard let part = dice.any(fitting) else { return }
        let piece = Array(source[part.span.utf8Range])
        // In brackets, so that it stays what it is.
        let isBare = !place.isOperand || part.kind == .path || part.kind == .call || part.kind == .literal
        let open = Array("(".utf8), close = Array(")".utf8)
        bytes.replaceSubrange(place.span.utf8Range, with: isBare ? piece : open + piece + close)
    }

    private mutating func exchange(_ bytes: inout [UInt8]) {
        guard let token = dice.any(TextMutator.tree(bytes).significantTokens) else { return }
        let source = dice.chance(3) ? bytes : donor
        let fitting = TextMutator.tree(source).significantTokens.filter {
            $0.kind == token.kind && ($0.keyword == nil) == (token.keyword == nil)
        }
        guard let other = dice.any(fitting) else { return }
        bytes.replaceSubrange(token.utf8Range, with: source[other.utf8Range])
    }

    private mutating func makeExtreme(_ bytes: inout [UInt8]) {
        let numbers = TextMutator.tree(bytes).significantTokens.filter {
            [.integer, .decimal, .percent].contains($0.kind)
        }
        guard let token = dice.any(numbers) else { return }
        let edges = [
            "0", "1", "0.5", "99999", "2147483648", "4611686018427387904", "9223372036854775807", "9007199254740993",
            "0.000000001", "1000000000000.25", "1e300", "(-1)", "(-9223372036854775807)", "100%",
        ]
        bytes.replaceSubrange(token.utf8Range, with: Array(dice.oneOf(edges).utf8))
    }

    private mutating func drop(_ bytes: inout [UInt8]) {
        let tokens = TextMutator.tree(bytes).significantTokens
        guard !tokens.isEmpty else { return }
        let first = dice.number(0...tokens.count - 1), last = min(tokens.count - 1, first + dice.number(0...2))
        bytes.removeSubrange(Int(tokens[first].utf8Start)..<Int(tokens[last].utf8End))
    }

    private mutating func double(_ bytes: inout [UInt8]) {
        guard let node = dice.any(TextMutator.tree(bytes).root.nodesBelow) else { return }
        let piece = Array(bytes[node.span.utf8Range])
        let joint = dice.oneOf([" ", "\n", ", ", " | ", " and ", " + "])
        bytes.insert(contentsOf: Array(joint.utf8) + piece, at: node.span.utf8Range.upperBound)
    }
}

extension SyntaxNode {
    /// All nodes but this one.
    fileprivate var nodesBelow: [SyntaxNode] { nodes.flatMap { [$0] + $0.nodesBelow } }
}

extension SyntaxNode {
    /// Whether an operand of any operator can stand here.
    fileprivate var isOperand: Bool {
        switch kind {
        case .disjunction, .conjunction, .negation, .comparison, .between, .membership, .windowTest, .presence,
            .textMatch, .listTest, .sequence, .additive, .multiplicative, .minus, .restricted, .asOf, .among, .literal,
            .conditional, .sample, .duration, .path, .call, .parenthesized, .parameterReference:
            true
        default: false
        }
    }
}

extension SyntaxTree {
    fileprivate var significantTokens: [Token] { tokens.filter { !$0.kind.isTrivia && $0.kind != .endOfFile } }
}

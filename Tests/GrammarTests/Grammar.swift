import Glibc
import Syntax

/// `grammar/clientele.ebnf` as data. The tests execute it in two directions: `SentenceGenerator` writes sentences of
/// it, `EarleyRecognizer` says whether tokens are one.
struct Grammar: Sendable {
    indirect enum Expression: Sendable {
        case terminal(String)
        case rule(String)
        /// What the grammar says in words, blanks as single spaces.
        case special(String)
        case sequence([Expression])
        case choice([Expression])
        case optional(Expression)
        case repeated(Expression)
    }

    struct Rule: Sendable {
        let name: String
        let expression: Expression
    }

    static let start = "source-file"
    static let triviaRoots = ["whitespace", "comment", "shebang"]

    let rules: [Rule]
    private let indexByName: [String: Int]

    init(rules: [Rule]) throws {
        self.rules = rules
        var index: [String: Int] = [:]
        for (i, rule) in rules.enumerated() {
            if index.updateValue(i, forKey: rule.name) != nil {
                throw GrammarError(description: "rule \(rule.name) is defined twice")
            }
        }
        indexByName = index
        for rule in rules {
            for name in rule.expression.ruleNames where index[name] == nil {
                throw GrammarError(description: "rule \(rule.name) needs \(name), which is not there")
            }
        }
    }

    subscript(name: String) -> Expression? { indexByName[name].map { rules[$0].expression } }

    /// The rules that can be arrived at, `stop` not looked into.
    func reachable(from roots: [String], stoppingAt stop: Set<String> = []) -> Set<String> {
        var found = Set(roots), waiting = roots
        while let name = waiting.popLast() {
            guard !stop.contains(name), let expression = self[name] else { continue }
            for next in expression.ruleNames where found.insert(next).inserted { waiting.append(next) }
        }
        return found
    }

    /// Rules made of tokens rather than of characters.
    var syntacticRules: Set<String> {
        reachable(from: [Grammar.start], stoppingAt: Grammar.lexicalClasses).subtracting(Grammar.lexicalClasses)
    }

    /// The rules that are tokens, by the kind of token. A year is a whole number of four digits.
    static let classes: [(name: String, kind: TokenKind)] = TokenKind.allCases
        .filter { $0.spelling == nil && !$0.isTrivia && $0 != .unknown && $0 != .endOfFile }
        .map { (ruleName("\($0)"), $0) } + [("year", .integer)]
    static let lexicalClasses = Set(classes.map(\.name))

    /// `whereStage` → `where-stage`
    static func ruleName(_ camelCase: String) -> String {
        camelCase.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
    }
}

extension Grammar.Expression {
    var ruleNames: [String] {
        switch self {
        case .rule(let name): [name]
        case .terminal, .special: []
        case .sequence(let parts), .choice(let parts): parts.flatMap(\.ruleNames)
        case .optional(let part), .repeated(let part): part.ruleNames
        }
    }

    var terminals: [String] {
        switch self {
        case .terminal(let text): [text]
        case .rule, .special: []
        case .sequence(let parts), .choice(let parts): parts.flatMap(\.terminals)
        case .optional(let part), .repeated(let part): part.terminals
        }
    }
}

struct GrammarError: Error, CustomStringConvertible {
    let description: String
}

/// Files of the repository.
enum Repository {
    static func bytes(_ path: String, here: String = #filePath) throws -> [UInt8] {
        let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        guard let file = fopen(root + "/" + path, "r") else { throw GrammarError(description: "cannot open \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func grammar() throws -> Grammar {
        try GrammarReader.read(String(decoding: bytes("grammar/clientele.ebnf"), as: UTF8.self))
    }
}

/// Numbers from the environment: how much to try, and from which seed.
func setting(_ name: String, otherwise value: Int) -> Int {
    getenv(name).flatMap { Int(String(cString: $0)) } ?? value
}

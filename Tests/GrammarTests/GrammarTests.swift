import Analyses
import Syntax
import Testing

/// `grammar/clientele.ebnf` against the lexer and the parser.
struct GrammarTests {
    let grammar: Grammar
    let seed = setting("CLIENTELE_SEED", otherwise: 1)

    init() throws { grammar = try Repository.grammar() }

    private func parse(_ text: String) -> ParsedSource {
        Parser.parse(SourceText(id: SourceID(0), name: "sentence", text: text), analyses: Analyses.forms)
    }

    @Test func wordsAreTheKeywords() {
        let terminals = Set(grammar.syntacticRules.flatMap { grammar[$0]?.terminals ?? [] })
        let words = terminals.filter { $0.first?.isLetter ?? false }
        #expect(words.sorted() == TerminalSet.words.sorted())
        #expect(terminals.subtracting(words).sorted() == TokenKind.allCases.compactMap(\.spelling).sorted())
    }

    @Test func reservedWordsAreTheOnesTheGrammarLists() throws {
        let text = try String(decoding: Repository.bytes("grammar/clientele.ebnf"), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.contains("segment metric measure param") })
        #expect(
            line.split(separator: " ").map(String.init).sorted()
                == Keyword.allCases.filter(\.isReserved).map(\.rawValue).sorted())
    }

    @Test func everyTokenAndEveryKindOfNodeIsARule() {
        for kind in TokenKind.allCases where kind.spelling == nil && kind != .unknown && kind != .endOfFile {
            #expect(grammar[Grammar.ruleName("\(kind)")] != nil, "\(kind)")
        }
        for kind in SyntaxKind.allCases where kind != .missing && kind != .unexpected && kind != .analysisClause {
            #expect(grammar.syntacticRules.contains(Grammar.ruleName("\(kind)")), "\(kind)")
        }
    }

    @Test func analysesAreWrittenByTheirForms() throws {
        let text = try String(decoding: Repository.bytes("grammar/clientele.ebnf"), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for form in Analyses.forms { #expect(text.contains(form.grammarRule), "\(form.grammarRule)") }
    }

    @Test func everyRuleIsReachable() {
        #expect(
            grammar.reachable(from: [Grammar.start] + Grammar.triviaRoots).sorted()
                == grammar.rules.map(\.name).sorted())
    }

    /// Each sentence of the grammar parses, is its own sentence to the recogniser, and between them they use every rule
    /// and give every kind of node.
    @Test func sentencesParse() throws {
        var generator = SentenceGenerator(grammar, seed: seed)
        var recognizer = try EarleyRecognizer(grammar)
        var kinds: Set<SyntaxKind> = []
        for index in 0..<setting("CLIENTELE_SENTENCES", otherwise: 12_000) {
            let knownRules = generator.uses.count
            let sentence = try generator.sentence()
            let text = try generator.text(sentence)
            let parsed = parse(text)
            #expect(parsed.diagnostics.map(\.message) == [], "seed \(seed), sentence \(index): \(text)")
            #expect(!parsed.tree.root.isDamaged, "seed \(seed), sentence \(index): \(text)")
            let isSentence = recognizer.recognizes(TerminalSet.masks(parsed.tree))
            #expect(isSentence, "seed \(seed), sentence \(index): \(text)")
            if index % 2 == 0 || generator.uses.count > knownRules { kinds.formUnion(parsed.tree.root.kindsBelow) }
        }
        let unused = grammar.rules.map(\.name).filter { generator.uses[$0] == nil }
        #expect(unused == [])
        let unseen = SyntaxKind.allCases.filter { !kinds.contains($0) && $0 != .missing && $0 != .unexpected }
        #expect(unseen == [])
    }

    /// What a rule of characters describes is one token of that kind.
    @Test(arguments: Grammar.classes.map(\.name)) func lexicalRulesDescribeTheLexer(_ name: String) throws {
        var generator = SentenceGenerator(grammar, seed: seed)
        let kind = try #require(Grammar.classes.first { $0.name == name }?.kind)
        for index in 0..<1_000 {
            let text = try generator.lexeme(name)
            let tree = parse(text).tree
            let tokens = tree.tokens.filter { $0.kind != .endOfFile }
            #expect(tokens.map(\.kind) == [kind], "seed \(seed), \(index): \(text)")
            #expect(tokens.allSatisfy { $0.foreign == nil }, "seed \(seed), \(index): \(text)")
        }
    }

    @Test(arguments: ["standard", "prelude"]) func whatIsShippedIsASentence(_ name: String) throws {
        let source = SourceText(
            id: SourceID(0), name: name, bytes: try Repository.bytes("Sources/Engine/Resources/\(name).cq"))
        var recognizer = try EarleyRecognizer(grammar)
        let isSentence = recognizer.recognizes(TerminalSet.masks(Parser.parse(source, analyses: Analyses.forms).tree))
        #expect(isSentence)
    }

    @Test(arguments: [
        "a = b", "rule a = ;", "a = \"x ;", "a = (* ;", "a = b ; b = [ \"x\" ;", "a = \"x\" ; a = \"y\" ;",
        "a = missing ;"
    ])
    func theReaderRefuses(_ text: String) {
        #expect(throws: GrammarError.self) { try GrammarReader.read(text) }
    }
}

extension SyntaxNode {
    var kindsBelow: Set<SyntaxKind> {
        nodes.reduce(into: [kind]) { $0.formUnion($1.kindsBelow) }
    }
}

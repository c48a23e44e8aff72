import Syntax

/// Statements → layouts. What each kind of node looks like is in `Rules`.
struct LayoutBuilder {
    let tokens: ScriptTokens
    private(set) var items: [LayoutItem] = []
    /// By place: operators that start a line where one ends in front of them.
    private(set) var leading: [Bool]

    init(_ tokens: ScriptTokens) {
        self.tokens = tokens
        leading = Array(repeating: false, count: tokens.count)
    }

    /// The layout of a statement.
    mutating func layout(of statement: SyntaxNode) -> [LayoutItem] {
        items = []
        group { $0.add(statement) }
        return items
    }

    mutating func add(_ item: LayoutItem) { items.append(item) }

    mutating func add(_ token: SyntaxToken) {
        if let place = tokens.place(of: token) { items.append(.token(place)) }
    }

    mutating func add(_ element: SyntaxNode.Element) {
        switch element {
        case .node(let node): add(node)
        case .token(let token): add(token)
        }
    }

    /// An operator with a line end before it, or a space.
    mutating func addOperator(_ element: SyntaxNode.Element, behind separator: LayoutItem = .line) {
        add(separator)
        if case .token(let token) = element, let place = tokens.place(of: token) { leading[place] = true }
        add(element)
    }

    mutating func group(isBroken: Bool = false, _ content: (inout LayoutBuilder) -> Void) {
        items.append(.open(isBroken: isBroken))
        content(&self)
        items.append(.close)
    }

    mutating func indented(_ content: (inout LayoutBuilder) -> Void) {
        items.append(.indent)
        content(&self)
        items.append(.dedent)
    }

    /// With one space between elements, none before commas and colons.
    mutating func addSpaced(_ elements: some Sequence<SyntaxNode.Element>) {
        var isFirst = true
        for element in elements {
            if case .token(let token) = element, token.kind == .comma || token.kind == .colon {
                add(element)
                continue
            }
            if !isFirst { add(.space) }
            isFirst = false
            add(element)
        }
    }

    /// With nothing between elements.
    mutating func addTouching(_ elements: some Sequence<SyntaxNode.Element>) {
        for element in elements { add(element) }
    }
}

extension SyntaxNode.Element {
    var tokenKind: TokenKind? {
        if case .token(let token) = self { token.kind } else { nil }
    }

    var keyword: Keyword? {
        if case .token(let token) = self { token.keyword } else { nil }
    }

    var node: SyntaxNode? {
        if case .node(let node) = self { node } else { nil }
    }
}

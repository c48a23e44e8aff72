package import Model
package import Syntax

/// A name in a text and what the binder found it to mean: what hovers, references and renames are answered from.
///
/// Only of the text that is bound itself, not of what it imports; a name that means nothing is not among them.
package struct NameUse: Sendable {
    package enum Meaning: Sendable {
        /// Positions in `DataModel.entities` and `Entity.fields`.
        case entity(Int)
        case field(entity: Int, field: Int)
        /// A metric, segment or class: its declaration, and the import that it came by.
        case definition(Environment.Declaration, from: ImportedFile?)
        case parameter(String)
        /// The name of an import, before a dot.
        case imported(ImportedFile)
        /// A column that a stage before this one made, or a class that one named.
        case column(String)
    }

    package var span: SourceSpan
    package var meaning: Meaning
    /// The type of the value; nil for entities and imports.
    package var type: ValueType?

    init(_ span: SourceSpan, _ meaning: Meaning, type: ValueType? = nil) {
        self.span = span
        self.meaning = meaning
        self.type = type
    }
}

/// A window in a text and its bounds relative to the as-of instant.
package struct WindowUse: Sendable {
    package var span: SourceSpan
    package var window: BoundWindow
}

/// The meanings of the names and windows of a text, in its order.
package struct NameIndex: Sendable {
    package internal(set) var uses: [NameUse] = []
    package internal(set) var windows: [WindowUse] = []

    package init() {}

    /// The use whose name covers the byte or ends right before it; the shortest, where one holds another.
    package func use(at utf8Offset: Int) -> NameUse? {
        uses.filter { $0.span.utf8Start <= utf8Offset && utf8Offset <= $0.span.utf8End }
            .min { ($0.span.utf8End - $0.span.utf8Start) < ($1.span.utf8End - $1.span.utf8Start) }
    }

    /// In the order of the text, each name once: what is bound twice has been noted twice.
    mutating func arrange() {
        var seen: Set<SourceSpan> = []
        uses = uses.filter { seen.insert($0.span).inserted }.sorted { $0.span.utf8Start < $1.span.utf8Start }
        seen = []
        windows = windows.filter { seen.insert($0.span).inserted }.sorted { $0.span.utf8Start < $1.span.utf8Start }
    }
}

/// Collects names while a text is bound.
struct NameRecorder {
    /// Whose names are kept.
    let source: SourceID
    var index = NameIndex()
}

extension Binder {
    mutating func note(_ span: SourceSpan, _ meaning: NameUse.Meaning, type: ValueType? = nil) {
        guard recorder?.source == span.source else { return }
        if isTracing {
            traces[traces.count - 1].uses.append(NameUse(span, meaning, type: type))
            // A parameter's value stands where it is declared.
            if case .parameter = meaning { traces[traces.count - 1].reachesOut = true }
        } else {
            recorder?.index.uses.append(NameUse(span, meaning, type: type))
        }
    }

    /// The words that lead to the last of some entities, the first of which the first word names.
    mutating func note(_ words: some Sequence<SyntaxToken>, entities: [Int]) {
        guard recorder != nil else { return }
        for (word, entity) in zip(words, entities) { note(word.span, .entity(entity)) }
    }

    /// A definition, by the words that name it: an import's name is a name of its own.
    mutating func note(_ words: some Collection<SyntaxToken>, _ definition: Definition, type: ValueType?) {
        guard recorder != nil, let first = words.first, let last = Array(words).last else { return }
        let isImported = definition.file != nil && definition.file !== file
        if isImported, let imported = definition.file { note(first.span, .imported(imported)) }
        guard let start = isImported ? words.dropFirst().first : first else { return }
        note(
            start.span.union(last.span), .definition(definition.declaration, from: isImported ? definition.file : nil),
            type: type)
    }

    mutating func note(_ window: BoundWindow, at span: SourceSpan) {
        guard recorder?.source == span.source else { return }
        let use = WindowUse(span: span, window: window)
        if isTracing { traces[traces.count - 1].windows.append(use) } else { recorder?.index.windows.append(use) }
    }
}

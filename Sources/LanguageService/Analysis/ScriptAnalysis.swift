package import Engine
package import Syntax
import Semantics

/// A text as it stands, parsed and bound: what every question of an editor about it is answered from.
///
/// Enters: a text. Leaves: plain data with byte ranges of the text. Never: asks the store, knows a protocol.
package struct ScriptAnalysis: Sendable {
    package let context: LanguageContext
    package let compilation: Compilation
    /// Path of the text's file; nil for any other text.
    package let path: String?

    /// - Parameters:
    ///   - path: absolute, so that one file has one name whichever imports it; nil for a text that is no file.
    ///   - earlier: of an earlier version of the text, in this context but for what imported files hold: the analysis
    ///     is made sooner.
    package init(
        name: String, bytes: [UInt8], path: String? = nil, in context: LanguageContext,
        after earlier: ScriptAnalysis? = nil
    ) {
        self.context = context
        self.path = path
        compilation = context.compilation.compile(
            name: path ?? name, bytes: bytes, path: path, recordsNames: true,
            checksFixes: bytes.count <= ScriptAnalysis.promptLength, after: earlier?.compilation)
    }

    /// Bytes of a text that is looked at in every way with every keystroke. Of longer ones the fixes are checked when
    /// they are asked for.
    package static let promptLength = 20_000

    package var hasCheckedFixes: Bool { source.bytes.count <= ScriptAnalysis.promptLength }

    package var source: SourceText { compilation.source }
    package var tree: SyntaxTree { compilation.parsed.tree }
    package var diagnostics: [Diagnostic] { compilation.diagnostics }
    var environment: Environment { compilation.environment }

    /// The text that a span is in.
    package func origin(of span: SourceSpan) -> TextOrigin {
        if span.source == source.id { return ownOrigin }
        if span.source == context.compilation.prelude.id { return .builtin }
        if span.source == context.compilation.modelText.id { return .model }
        return .file(compilation.sources[span.source]?.name ?? "")
    }

    var ownOrigin: TextOrigin { path.map { .file($0) } ?? .own }

    /// A place as others are told of it.
    func location(_ span: SourceSpan) -> Location? {
        let text = span.source == source.id ? source : compilation.sources[span.source]
        return text.map { Location(origin: origin(of: span), source: $0, utf8Range: span.utf8Range) }
    }
}

/// Which text something stands in.
package enum TextOrigin: Sendable, Hashable {
    /// The text that was asked about, which is no file.
    case own
    /// A script, by its absolute path.
    case file(String)
    /// The ready-made definitions.
    case builtin
    /// The model of the store.
    case model
}

/// A place in some text.
package struct Location: Sendable {
    package let origin: TextOrigin
    /// The text as it was when it was read.
    package let source: SourceText
    package let utf8Range: Range<Int>
}

/// A change of the text that was asked about.
package struct TextEdit: Sendable, Hashable {
    package var utf8Range: Range<Int>
    package var replacement: String

    package init(_ utf8Range: Range<Int>, _ replacement: String) {
        self.utf8Range = utf8Range
        self.replacement = replacement
    }
}

import Syntax

/// How a statement, or a definition that stands in another text, was bound: what it asked, what it was answered, what
/// came of it.
struct DependencyTrace: Sendable {
    /// A name that was looked up, and what it meant.
    enum Lookup: Sendable {
        case definition(String, Binder.DefinitionKey?)
        /// A value of records, by entity and name: where its declaration starts in this text; nil where that is no part
        /// of it.
        case recordDefinition(String, declaredAt: Int32?)
        /// A figure over customers, which is bound where it is used: where its declaration starts in this text.
        case measure(String, declaredAt: Int32?)
    }

    /// A definition that was asked for, and what became of it: nil where it has an error.
    struct Need: Sendable {
        let key: Binder.DefinitionKey
        var id: DefinitionID?
    }

    enum Outcome: Sendable {
        case definition(BoundDefinition?)
        case statements([BoundStatement])
    }

    /// The byte at which the statement starts; nil for a definition of another text.
    var start: Int32?
    /// Deepest that expressions had been nested in the statement around it.
    let outerDeepest: Int
    var lookups: [Lookup] = []
    /// In the order in which they were asked for.
    var needs: [Need] = []
    /// Whether it was said which names are like one that means nothing.
    var dependsOnEveryName = false
    /// Whether spans in what came of it may lie in other statements.
    var reachesOut = false
    /// Whether what was said depends on nothing but what is noted here. What is told only at its first use, for one,
    /// does not.
    var isRepeatable = true
    /// Longest chain of definitions from this one on, and the deepest nesting of expressions along it.
    var chain = 1
    var nesting = 0
    var recordDefinitionUses = 0
    var diagnostics: [Diagnostic] = []
    var uses: [NameUse] = []
    var windows: [WindowUse] = []
    var outcome = Outcome.statements([])

    init(start: Int32?, outerDeepest: Int) {
        self.start = start
        self.outerDeepest = outerDeepest
    }
}

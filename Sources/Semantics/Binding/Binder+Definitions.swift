import Model
import Syntax

/// Metrics, segments and classes of customers.
extension Binder {
    /// A definition, and the file in which its text stands.
    struct Definition {
        let declaration: Environment.Declaration
        /// nil for the script itself.
        let file: ImportedFile?

        init(_ declaration: Environment.Declaration, _ file: ImportedFile?) {
            self.declaration = declaration
            self.file = file
        }
    }

    /// The identity of a definition.
    struct DefinitionKey: Hashable {
        enum Home: Hashable { case builtin, script, file(ObjectIdentifier) }

        let name: String
        /// Ready-made ones mean the same everywhere but in a text that replaces one of them.
        let home: Home
    }

    /// The definition that a name stands for here: one of this text or a ready-made one, or, behind an import's name,
    /// one of the imported file.
    func definition(named name: String) -> Definition? {
        if let declaration = environment.declaration(named: name) { return Definition(declaration, file) }
        guard !environment.imports.isEmpty, let dot = name.firstIndex(of: "."),
            let imported = environment.imports[String(name[..<dot])]
        else { return nil }
        return imported.declaration(named: String(name[name.index(after: dot)...])).map { Definition($0, imported) }
    }

    func key(of definition: Definition) -> DefinitionKey {
        let home = definition.file === file ? environment : definition.file?.environment ?? environment
        let isReadyMade = definition.declaration.origin == .prelude && !home.replacesBuiltin
        return DefinitionKey(
            name: definition.declaration.name,
            home: isReadyMade ? .builtin : definition.file.map { .file(ObjectIdentifier($0)) } ?? .script)
    }

    /// Binds a definition where words name it.
    mutating func bindDefinition(
        _ definition: Definition, named words: some Collection<SyntaxToken>, at use: SourceSpan
    ) -> DefinitionID? {
        let id = bindDefinition(definition, at: use)
        note(words, definition, type: id.map { script[$0].expression.type })
        return id
    }

    /// Binds a definition once; later references get the same id.
    mutating func bindDefinition(_ definition: Definition, at use: SourceSpan) -> DefinitionID? {
        guard definition.declaration.kind != .measure else {
            report(.measureAsValue(definition.declaration.name, model.customerEntity.name, at: use))
            return nil
        }
        let key = key(of: definition)
        let id = bindDefinitionUnlessBound(definition, key, at: use)
        noteNeed(key, id)
        return id
    }

    private mutating func bindDefinitionUnlessBound(_ definition: Definition, _ key: DefinitionKey, at use: SourceSpan)
        -> DefinitionID?
    {
        if let known = bound[key] { return known }
        // Its errors have been reported: they are in its own text.
        if let imported = definition.file, imported !== file, imported.hasErrors { return nil }
        if isCycle(key, at: use) || isTooDeep(at: use) { return nil }
        if reuse(key), let taken = bound[key] { return taken }
        underway.append(key)
        defer { underway.removeLast() }
        beginTrace(start: start(of: definition))
        let id = bindText(of: definition, key, at: use)
        endTrace(of: key, id)
        return id
    }

    /// Whether a definition is needed to bind itself, which is reported.
    mutating func isCycle(_ key: DefinitionKey, at use: SourceSpan) -> Bool {
        guard let start = underway.firstIndex(of: key) else { return false }
        report(.definitionCycle(underway[start...].map(\.name) + [key.name], at: use))
        isRepeatable = false
        // The cycle is reported where it closes; nobody on it has a value.
        for key in underway[start...] { bound[key] = .some(nil) }
        return true
    }

    /// Whether another definition would be one too many, which is reported.
    ///
    /// - Parameter uses: how often definitions of records have been bound, where this is another time.
    mutating func isTooDeep(at use: SourceSpan, uses: Int = 0) -> Bool {
        if underway.count < Binder.dependencyLimit, nesting < Binder.nestingLimit, uses <= Binder.recordDefinitionLimit
        {
            return false
        }
        isRepeatable = false
        // A chain of thousands meets the limit again and again: once is enough.
        if diagnostics.contains(where: { $0.code == .definitionsNestTooDeeply }) { return true }
        let isOften = uses > Binder.recordDefinitionLimit
        report(
            isOften
                ? .recordDefinitionsTooManyTimes(limit: Binder.recordDefinitionLimit, at: use)
                : .definitionsNestTooDeeply(at: use))
        return true
    }

    /// Where a definition of this text starts; nil for those of others.
    private func start(of definition: Definition) -> Int32? {
        definition.file == nil && definition.declaration.origin == .script
            ? definition.declaration.syntax.span.utf8Start : nil
    }

    private mutating func bindText(of definition: Definition, _ key: DefinitionKey, at use: SourceSpan) -> DefinitionID?
    {
        let mark = reportMark
        let expression = inText(of: definition.file) { binder -> BoundExpression? in
            let customer = NameScope.row(0, entity: binder.model.customer, model: binder.model)
            let expression = binder.bindBody(of: definition.declaration, customer)
            if definition.declaration.kind == .segment, let expression {
                binder.within(customer) { $0.warnOfConstants(in: expression) }
            }
            return expression
        }
        return conclude(expression, of: definition, key, reportsSince: mark, at: use)
    }

    /// Gives what was bound its number; nil where it has an error.
    private mutating func conclude(
        _ expression: BoundExpression?, of definition: Definition, _ key: DefinitionKey, reportsSince mark: ReportMark,
        at use: SourceSpan
    ) -> DefinitionID? {
        let declaration = definition.declaration
        if declaration.origin == .prelude, hasReported(since: mark) {
            // A ready-made metric over something this model lacks: tell the user's text, not the prelude's.
            if let reason = takeBackReports(since: mark) {
                report(.unavailableDefinition(declaration.name, reason: reason, at: use))
            }
        }
        if case .some(.none) = bound[key] { return nil }
        guard let expression else {
            bound[key] = .some(nil)
            return nil
        }
        guard let contexts = contexts(of: expression) else {
            bound[key] = .some(nil)
            report(
                .tooManyContexts(
                    declaration.name, limit: Binder.contextLimit,
                    at: definition.file === file ? declaration.nameSpan : use))
            return nil
        }
        let name =
            if case .file = key.home, let imported = definition.file {
                imported.qualifier + "." + declaration.name
            } else { declaration.name }
        let id = append(
            BoundDefinition(
                name: name, kind: declaration.kind == .segment ? .segment : .metric, label: declaration.label,
                expression: expression,
                hasRanking: hasRanking(expression), contexts: contexts, isPersonal: isPersonal(expression),
                knowledge: knowledge(ofDefined: expression)))
        bound[key] = id
        return id
    }

    /// Known bounds of a definition's values, for the customer in row variable 0.
    private func knowledge(ofDefined expression: BoundExpression) -> ValueBounds {
        let rows = RowEntities(frames: [], entityOfRow: script.entityOfRow, model: model)
        return ValueBounds(expression, of: script, model: model) { rows.entity(of: $0) }
    }

    mutating func append(_ definition: BoundDefinition) -> DefinitionID {
        script.definitions.append(definition)
        return DefinitionID(script.definitions.count - 1)
    }

    /// Runs `body` with names meaning what they mean in an imported file, or in the script.
    mutating func inText<T>(of other: ImportedFile?, _ body: (inout Binder) -> T) -> T {
        guard let other, other !== file else { return body(&self) }
        let outer = (environment, parameters, file)
        (environment, parameters, file) = (other.environment, other.environment.parameters, other)
        defer { (environment, parameters, file) = outer }
        return body(&self)
    }

    /// Null predicate: not a member of the segment, so a missing flag is read as false.
    private func twoValued(_ condition: BoundExpression) -> BoundExpression {
        switch condition.kind {
        case .comparison, .between, .membership, .textMatch, .isMissing, .window, .anniversary, .and, .or, .not,
            .sample, .sequence:
            return condition
        case .aggregate(let aggregate) where aggregate.value == nil: return condition
        case .definition(let id, _) where script[id].kind == .segment: return condition
        default:
            let yes = BoundExpression(.literal(.bool(true)), .bool, condition.span)
            return BoundExpression(.comparison(.equal, condition, yes, ignoringCase: false), .bool, condition.span)
        }
    }

    /// The bound body of a definition, in the scope of the row that it is about.
    mutating func bindBody(of declaration: Environment.Declaration, _ rows: NameScope) -> BoundExpression? {
        within(rows) { binder in
            if declaration.syntax.kind == .classDeclaration { return binder.bindClasses(declaration.syntax) }
            guard let syntax = declaration.syntax.nodes.last else { return nil }
            guard declaration.kind == .segment else { return binder.bindValue(syntax) }
            return binder.bindCondition(syntax).map { binder.twoValued($0) }
        }
    }
}

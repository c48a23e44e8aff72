import Model
package import Syntax

/// Imported files: each is bound in an environment of its own, and is one whatever it is called.
extension Binder {
    /// Binds every imported file, those first that others import. A file is checked whole, as if it were run; what it
    /// asks is not run.
    static func bindFiles(
        _ imports: ParsedImports, on builtin: Environment, arguments: [Int: [String: String]],
        _ reports: inout [Diagnostic]
    ) -> [ImportedFile] {
        let qualifiers = qualifiers(of: imports)
        let direct = Set(imports.links.compactMap(\.file))
        var files: [ImportedFile] = []
        for (index, file) in imports.files.enumerated() {
            var environment = builtin
            let links = environment.take(file.links, of: files)
            let declared = environment.declareAll(of: file.parsed).reports
            if parameterNames(in: file.parsed).contains(where: { builtin.parameters[$0] != nil }) {
                environment.replacesBuiltin = true
            }
            var binder = Binder(environment)
            binder.diagnostics = links + declared
            binder.hasDamagedImport = ImportStatement.isAnyDamaged(in: file.parsed)
            binder.bindParameters(of: file.parsed.tree.root, arguments: arguments[index] ?? [:]) { name in
                direct.contains(index) ? "\(qualifiers[index]).\(name)" : nil
            }
            environment.parameters = binder.parameters
            for node in file.parsed.tree.root.nodes { binder.bindStatement(node) }
            let diagnostics = file.parsed.diagnostics(with: binder.diagnostics)
            reports += diagnostics
            let isBroken =
                diagnostics.contains { $0.severity == .error }
                || file.links.contains { link in link.file.map { files[$0].hasErrors } ?? true }
            files.append(
                ImportedFile(
                    path: file.path, qualifier: qualifiers[index], environment: environment, hasErrors: isBroken))
        }
        return files
    }

    /// The name of each file on the shortest way to it.
    private static func qualifiers(of imports: ParsedImports) -> [String] {
        var names = Array(repeating: "", count: imports.files.count)
        var level = imports.links.compactMap { link in link.file.map { ($0, link.alias) } }
        while !level.isEmpty {
            var next: [(Int, String)] = []
            for (file, name) in level where names[file].isEmpty {
                names[file] = name
                next += imports.files[file].links.compactMap { link in link.file.map { ($0, "\(name).\(link.alias)") } }
            }
            level = next
        }
        return names
    }

    /// Arguments of the script's own parameters, and of those of the files that it imports itself, by file.
    static func parted(_ arguments: [String: String], _ imports: ParsedImports, _ reports: inout [Diagnostic]) -> (
        own: [String: String], ofFiles: [Int: [String: String]]
    ) {
        var own: [String: String] = [:], ofFiles: [Int: [String: String]] = [:], givenAs: [String: String] = [:]
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
            guard let dot = name.firstIndex(of: "."),
                let link = imports.links.first(where: { $0.alias == name[..<dot] })
            else {
                own[name] = value
                continue
            }
            guard let file = link.file else { continue }
            let inner = String(name[name.index(after: dot)...])
            let known = parameterNames(in: imports.files[file].parsed)
            if !known.contains(inner) {
                reports.append(
                    .unknownArgument(
                        name, ofImport: imports.files[file].path, known: known.map { "\(link.alias).\($0)" },
                        at: link.pathSpan))
            } else if let other = ofFiles[file]?[inner], other != value {
                reports.append(.argumentGivenTwice(givenAs["\(file).\(inner)"] ?? inner, name, at: link.pathSpan))
            } else {
                ofFiles[file, default: [:]][inner] = value
                givenAs["\(file).\(inner)"] = name
            }
        }
        return (own, ofFiles)
    }

    /// The parameters that a text declares, whatever else is wrong with it.
    package static func parameterNames(in parsed: ParsedSource) -> [String] {
        parsed.tree.root.all(.parameterDeclaration).compactMap { $0.tokens.dropFirst().first?.contents }
    }

    /// Whether words start with an import's name; if so, what is wrong with them has been reported.
    mutating func reportMissing(inImport words: [SyntaxToken]) -> Bool {
        guard let first = words.first, let last = words.last, let file = environment.imports[first.contents] else {
            return hasDamagedImport && words.count > 1
        }
        if file.hasErrors { return true }
        let span = first.span.union(last.span)
        guard words.count > 1 else {
            report(.importAlone(first.contents, file, at: span))
            return true
        }
        noteEveryName()
        let name = words.dropFirst().map(\.contents).joined(separator: ".")
        report(
            .notDefined(
                name, byImport: first.contents, file, for: scope.frames.map { model.entities[$0.entity] },
                isReadyMade: environment.declaration(named: name) != nil, at: span))
        return true
    }
}

extension Environment {
    /// Takes in imported files by their names here; a name that means something else already is reported.
    mutating func take(_ links: [ImportLink], of files: [ImportedFile]) -> [Diagnostic] {
        var reports: [Diagnostic] = []
        var taken: [String: SourceSpan] = [:]
        for link in links {
            // An unreadable file has been reported; names behind it need no further report.
            let file =
                link.file.map { files[$0] }
                ?? ImportedFile(
                    path: "", qualifier: link.alias, environment: Environment(model: .empty, currency: currency),
                    hasErrors: true)
            if let first = taken[link.alias] {
                reports.append(.duplicateImport(link.alias, at: link.aliasSpan, first: first))
            } else if let owner = owner(ofName: link.alias) {
                reports.append(.importHidesName(link.alias, owner: owner, at: link.aliasSpan))
            } else {
                imports[link.alias] = file
            }
            taken[link.alias] = link.aliasSpan
        }
        return reports
    }

    /// The present meaning of a one-word name, in words; nil where the name is free.
    private func owner(ofName name: String) -> String? {
        if model.customerEntity.fieldIndex(named: name) != nil { return "a field of customers" }
        if name == "customer" || model.entityIndex(named: name) != nil { return "an entity of the model" }
        if let declaration = declaration(named: name) { return "a \(declaration.kind.rawValue)" }
        let family = name + "."
        if (names + aliases).contains(where: { $0.hasPrefix(family) }) {
            return "the first word of metrics such as `\(names.first { $0.hasPrefix(family) } ?? family)`"
        }
        return nil
    }

    /// With values from outside for parameters of ready-made definitions; what does not fit is the script's to report.
    func giving(_ arguments: [String: String]) -> Environment {
        var result = self
        for (name, text) in arguments {
            guard let known = parameters[name], let values = Binder.argumentValues(text, known.type, currency: currency)
            else { continue }
            result.parameters[name]?.give(values, as: text)
        }
        return result
    }

    /// Takes in the definitions of a text, but for those that share their name with another, a field or an import.
    mutating func declareAll(of parsed: ParsedSource) -> (declared: [Declaration], reports: [Diagnostic]) {
        var declared: [Declaration] = [], reports: [Diagnostic] = []
        var declaredHere: [String: SourceSpan] = [:]
        for node in parsed.tree.root.nodes {
            guard let declaration = Environment.declaration(from: node, origin: .script) else { continue }
            if let first = declaredHere[declaration.name] {
                reports.append(.duplicateDefinition(declaration.name, at: declaration.nameSpan, first: first))
                continue
            }
            declaredHere[declaration.name] = declaration.nameSpan
            let record = recordEntity(of: declaration.name), entity = record ?? model.customerEntity
            if let field = entity.fieldIndex(named: record == nil ? declaration.name : declaration.memberName) {
                reports.append(.nameHidesField(entity.fields[field].name, of: entity.name, at: declaration.nameSpan))
                continue
            }
            if let name = ([declaration.name] + declaration.aliases).first(where: {
                imports[String($0.prefix { $0 != "." })] != nil
            }) {
                reports.append(.nameOfImport(name, alias: String(name.prefix { $0 != "." }), at: declaration.nameSpan))
                continue
            }
            declare(declaration)
            declared.append(declaration)
        }
        return (declared, reports)
    }
}

import Engine
package import Syntax

/// Why a name can't be given.
package struct RenameRefusal: Error, Sendable, Hashable {
    /// For a person, without a full stop.
    package let reason: String
}

extension ScriptAnalysis {
    /// The name at a byte where it can be changed; nil where none is.
    package func renameable(at utf8Offset: Int) throws(RenameRefusal) -> (
        identity: SymbolIdentity, utf8Range: Range<Int>, name: String
    )? {
        guard let found = occurrence(at: utf8Offset) else { return nil }
        switch found.identity {
        case .entity, .field:
            throw RenameRefusal(
                reason: "`\(source.text(found.utf8Range))` belongs to the store's model, which scripts do not change")
        case .definition(.builtin, let name), .parameter(.builtin, let name):
            throw RenameRefusal(reason: "`\(name)` is ready-made; define one of your own to replace it")
        case .definition(.model, let name):
            throw RenameRefusal(reason: "`\(name)` belongs to the store's model, which scripts do not change")
        case .column where !occurrences.contains(where: { $0.isDeclaration && $0.identity == found.identity }):
            throw RenameRefusal(
                reason: "the column is named after its value; give it a name of its own with `name = …`")
        case .definition, .parameter, .importName, .column: break
        }
        var range = found.utf8Range
        // The sign is no part of a parameter's name.
        if case .parameter = found.identity, source.bytes[range.lowerBound] == UInt8(ascii: "$") {
            range = range.lowerBound + 1..<range.upperBound
        }
        return (found.identity, range, source.contents(of: range))
    }
}

/// Changes of one of the texts.
package struct FileEdits: Sendable {
    package let origin: TextOrigin
    package let source: SourceText
    package let edits: [TextEdit]
}

extension Workspace {
    /// Edits that rename the symbol at a byte of the first text, wherever it has the same spelling.
    ///
    /// The texts are compiled with the edits: where a name would then mean something else, or nothing, the rename is
    /// refused.
    package func rename(at utf8Offset: Int, to newName: String) throws(RenameRefusal) -> [FileEdits] {
        guard let first = analyses.first, let target = try first.renameable(at: utf8Offset) else {
            throw RenameRefusal(reason: "there is no name here")
        }
        let spelling = try Workspace.spelling(of: newName, isDotted: target.name.contains("."))
        if newName == target.name { return [] }
        var result: [FileEdits] = []
        for analysis in analyses {
            let places = analysis.occurrences.filter { $0.identity == target.identity }
            let edits = places.compactMap { place -> TextEdit? in
                var range = place.utf8Range
                if case .parameter = place.identity, analysis.source.bytes[range.lowerBound] == UInt8(ascii: "$") {
                    range = range.lowerBound + 1..<range.upperBound
                }
                // An alias is a name of its own, and keeps it.
                return analysis.source.contents(of: range) == target.name ? TextEdit(range, spelling) : nil
            }
            guard !edits.isEmpty else { continue }
            result.append(FileEdits(origin: analysis.ownOrigin, source: analysis.source, edits: edits))
        }
        try check(result, target.identity, becomes: target.identity.renamed(from: target.name, to: newName), newName)
        return result
    }

    /// How a name is written: in backticks where it has to be.
    private static func spelling(of name: String, isDotted: Bool) throws(RenameRefusal) -> String {
        let parts = isDotted ? name.split(separator: ".", omittingEmptySubsequences: false).map(String.init) : [name]
        var written: [String] = []
        for part in parts {
            guard !part.isEmpty, !part.contains("`"), !part.contains("\n") else {
                throw RenameRefusal(reason: "`\(name)` is no name")
            }
            written.append(part.asName)
        }
        return written.joined(separator: ".")
    }

    /// Compiles every text as it would be, those that import an edited one too.
    private func check(
        _ changes: [FileEdits], _ identity: SymbolIdentity, becomes newIdentity: SymbolIdentity, _ newName: String
    ) throws(RenameRefusal) {
        var texts: [String: [UInt8]] = [:]
        for change in changes {
            if case .file(let path) = change.origin { texts[path] = change.edits.applied(to: change.source.bytes) }
        }
        for analysis in analyses {
            var context = analysis.context
            context.compilation.importReader = EditedFiles(base: context.compilation.importReader, texts: texts)
            let edits = changes.first { $0.origin == analysis.ownOrigin }?.edits ?? []
            let after = ScriptAnalysis(
                name: analysis.source.name, bytes: edits.applied(to: analysis.source.bytes), path: analysis.path,
                in: context, after: analysis)
            let known = Set(analysis.diagnostics.filter { $0.severity == .error }.map(\.code))
            if let new = after.diagnostics.first(where: { $0.severity == .error && !known.contains($0.code) }) {
                throw RenameRefusal(reason: new.message)
            }
            guard analysis.means(the: after, but: identity, newIdentity) else {
                throw RenameRefusal(reason: "`\(newName)` means something else in \(analysis.source.name)")
            }
            if let reason = analysis.changedMeaning(in: after, of: newIdentity, named: newName) {
                throw RenameRefusal(reason: reason)
            }
        }
    }
}

/// Files as a change would leave them.
private struct EditedFiles: ImportReader {
    let base: (any ImportReader)?
    let texts: [String: [UInt8]]

    func identity(of path: String) -> String { base?.identity(of: path) ?? path }

    func read(_ path: String) throws(UnreadableImport) -> [UInt8] {
        if let text = texts[path] { return text }
        guard let base else { throw UnreadableImport(reason: "there are no files here") }
        return try base.read(path)
    }
}

extension ScriptAnalysis {
    /// Whether each name means in the other text what it means in this one, but for those renamed.
    fileprivate func means(the other: ScriptAnalysis, but identity: SymbolIdentity, _ newIdentity: SymbolIdentity)
        -> Bool
    {
        let (before, after) = (occurrences, other.occurrences)
        return before.count == after.count && zip(before, after).allSatisfy { old, now in
            let expected = old.identity == identity ? newIdentity : old.identity
            // Columns are told by where they stand, which an edit before them moves.
                if case .column(_, _, let name) = expected, case .column(_, _, let other) = now.identity {
                    return name == other
                }
            return expected == now.identity
        }
    }
}

extension SymbolIdentity {
    /// - Parameter old: as it was spelt; the other names of a definition leave it what it is.
    fileprivate func renamed(from old: String, to name: String) -> SymbolIdentity {
        let spelling = old
        switch self {
        case .definition(let origin, let old):
            guard old == spelling || old.hasSuffix("." + spelling) else { return self }
            // `tickets.response_hours` is renamed without its entity.
            let prefix = name.contains(".") ? "" : old.split(separator: ".").dropLast().map { $0 + "." }.joined()
            return .definition(origin, prefix + name)
        case .parameter(let origin, _): return .parameter(origin, name)
        case .importName(let origin, _): return .importName(origin, name)
        case .column(let origin, let start, _): return .column(origin, start, name)
        case .entity, .field: return self
        }
    }
}

extension [TextEdit] {
    /// The text with every edit made; they do not overlap.
    package func applied(to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for edit in sorted(by: {
            ($0.utf8Range.lowerBound, $0.utf8Range.upperBound) < ($1.utf8Range.lowerBound, $1.utf8Range.upperBound)
        }) {
            let start = Swift.max(position, Swift.min(edit.utf8Range.lowerBound, bytes.count))
            result += bytes[position..<start]
            result.append(contentsOf: edit.replacement.utf8)
            position = Swift.max(start, Swift.min(edit.utf8Range.upperBound, bytes.count))
        }
        return result + bytes[position...]
    }
}

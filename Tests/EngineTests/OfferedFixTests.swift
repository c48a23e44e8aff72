import Engine
import Output
import Semantics
import Syntax
import Testing

/// Every fix that is offered for a golden text, made: the text has no error that it did not have before.
struct OfferedFixTests {
    @Test(arguments: GoldenScriptTests.scripts)
    func aFixLeavesNoNewError(_ name: String) throws {
        let file = try ScriptFile(try Files.read(Files.scripts + "/" + name))
        for block in file.blocks {
            let session = try Session.open(
                try block.settings.store.map { try FixtureStore.path($0) }, asOf: block.settings.asOf ?? "2026-06-30",
                timeZone: block.settings.timeZone, files: block.settings.files)
            func compile(_ bytes: [UInt8]) -> [Diagnostic] {
                session.compile(
                    name: block.settings.path ?? "script", bytes: bytes, path: block.settings.path,
                    arguments: block.settings.parameters
                ).diagnostics
            }
            let found = compile(block.source)
            for diagnostic in found where diagnostic.fixIts.contains(where: { !$0.edits.isEmpty }) {
                for fix in diagnostic.fixIts
                where fix.edits.allSatisfy({ $0.span.source == found.first?.primary.span.source }) {
                    let new = newErrors(behind: fix, of: diagnostic, among: found, block.source, compile)
                    #expect(new == [], "\(name):\(block.line): \(fix.title)")
                }
            }
        }
    }

    private func newErrors(
        behind fix: Diagnostic.FixIt, of diagnostic: Diagnostic, among found: [Diagnostic], _ text: [UInt8],
        _ compile: ([UInt8]) -> [Diagnostic]
    ) -> [String] {
        var bytes = text
        for edit in fix.edits.sorted(by: { ($0.span.utf8Start, $0.span.utf8End) > ($1.span.utf8Start, $1.span.utf8End) }
        ) {
            guard edit.span.utf8Range.upperBound <= bytes.count else { return ["an edit behind the end"] }
            bytes.replaceSubrange(edit.span.utf8Range, with: Array(edit.replacement.utf8))
        }
        var before = found.filter { $0.severity == .error && $0 != diagnostic }.map(words)
        return compile(bytes).filter { $0.severity == .error }.map(words).filter { error in
            guard let index = before.firstIndex(of: error) else { return true }
            before.remove(at: index)
            return false
        }
    }

    private func words(_ diagnostic: Diagnostic) -> String { "\(diagnostic.code.id) \(diagnostic.message)" }
}

internal import Glibc
import Model
import Semantics
import Store
import Syntax

/// The model of a store, ready to be asked, with the texts that it and the ready-made definitions come from.
struct PreparedModel {
    let model: DataModel
    /// nil of the standard model, which was bound when the program was built and defines nothing else.
    let parsed: ParsedSource?
    let text: SourceText
    let prelude: SourceText
    let sources: SourceMap

    init(model: DataModel, parsed: ParsedSource?, text: SourceText, prelude: SourceText, sources: SourceMap) {
        (self.model, self.parsed, self.text, self.prelude, self.sources) = (model, parsed, text, prelude, sources)
    }

    /// The C library compares many bytes at a time.
    private static func isEqual(_ bytes: [UInt8], _ others: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            others.withUnsafeBytes { others in
                guard bytes.count == others.count, let first = bytes.baseAddress, let second = others.baseAddress else {
                    return false
                }
                return memcmp(first, second, bytes.count) == 0
            }
        }
    }

    /// - Throws: `Failure` (E0525) where a store's text is no model.
    init(_ bytes: [UInt8], textKeys: Set<String>) throws(Failure) {
        var sources = SourceMap()
        prelude = sources.add(name: "prelude", bytes: StandardLibrary.prelude)
        text = sources.add(name: "model", bytes: bytes)
        self.sources = sources
        // Most stores have it: parsing and binding it would take a fifth of a short question's time.
        if PreparedModel.isEqual(bytes, StandardLibrary.model) {
            (model, parsed) = (StandardModel.bound.withTextKeys(textKeys), nil)
            return
        }
        let parsed = Parser.parse(text, analyses: [])
        let (bound, diagnostics) = ModelBinder.bind(parsed)
        guard let bound, parsed.diagnostics.isEmpty else {
            let first = (parsed.diagnostics + diagnostics).first
            throw Failure(.storeDamaged, "the store's model can't be read: \(first?.message ?? "it is empty")")
        }
        model = bound.withTextKeys(textKeys)
        self.parsed = parsed
    }
}

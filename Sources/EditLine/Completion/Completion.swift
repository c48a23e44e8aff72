/// A completion at the cursor.
package struct Completion: Equatable, Sendable {
    /// Replaces `Completions.replacing`.
    package var insertText: String
    /// Text in the list.
    package var label: String
    /// The kind of thing, in a word; empty for none.
    package var type: String
    /// How many there are; empty where there is nothing to count.
    package var count: String
    /// A few words more; empty for none.
    package var detail: String

    package init(insertText: String, label: String, type: String = "", count: String = "", detail: String = "") {
        self.insertText = insertText
        self.label = label
        self.type = type
        self.count = count
        self.detail = detail
    }
}

package struct Completions: Equatable, Sendable {
    /// UTF-8 offsets of the text that a completion replaces. It ends at the cursor or encloses it.
    package var replacing: Range<Int>
    /// In the order to be shown.
    package var candidates: [Completion]

    package init(replacing: Range<Int>, candidates: [Completion]) {
        self.replacing = replacing
        self.candidates = candidates
    }

    package static let none = Completions(replacing: 0..<0, candidates: [])
}

extension Completions {
    /// The action of the Tab key.
    package enum Action: Equatable {
        /// Put `text` for the scalars of `range`.
        case replace(scalars: Range<Int>, with: String)
        case list
        case nothing
    }

    package func action(in buffer: EditBuffer) -> Action {
        guard let first = candidates.first else { return .nothing }
        let start = buffer.scalarIndex(atUTF8Offset: replacing.lowerBound)
        let end = max(start, buffer.scalarIndex(atUTF8Offset: replacing.upperBound))
        let present = EditBuffer.text(of: buffer.scalars[start..<end])

        var common = first.insertText
        for candidate in candidates.dropFirst() { common = Completions.commonPrefix(common, candidate.insertText) }
        if candidates.count == 1 {
            return common == present ? .nothing : .replace(scalars: start..<end, with: common)
        }
        // Replace only by something longer that the typed text begins: candidates found in another way, by a
        // misspelling or in another letter case, share too little and would take away what the user has typed.
        let goesOn = common.unicodeScalars.count > present.unicodeScalars.count
            && common.lowercased().unicodeScalars.starts(with: present.lowercased().unicodeScalars)
        return goesOn ? .replace(scalars: start..<end, with: common) : .list
    }

    private static func commonPrefix(_ left: String, _ right: String) -> String {
        var end = left.startIndex
        for (mine, other) in zip(left.indices, right) {
            guard left[mine] == other else { break }
            end = left.index(after: mine)
        }
        return String(left[..<end])
    }
}

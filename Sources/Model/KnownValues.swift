import Synchronization

/// The values that a model knows for a field of texts, with other ways to write them: `values ("paid", "cancelled" also
/// "canceled")`.
///
/// They are recognised however they are spelt: the case of ASCII letters, spaces, hyphens and underscores make no
/// difference. A store may hold others.
package struct KnownValues: Sendable {
    package struct Value: Sendable, Hashable {
        package let name: String
        package let otherSpellings: [String]

        package init(name: String, otherSpellings: [String] = []) {
            self.name = name
            self.otherSpellings = otherSpellings
        }

        package var spellings: [String] { [name] + otherSpellings }
    }

    package let values: [Value]
    private let lookup = Lookup()

    /// The table is made when the first text is looked up: a question seldom does, and reads the model all the same.
    private final class Lookup: Sendable {
        let table = AtomicLazyReference<SpellingTable>()
    }

    package init(_ values: [Value]) { self.values = values }

    /// The value that a text spells, by its position; nil where it is none of them.
    package func place(of text: UTF8Bytes) -> Int? { table.place(of: text) }

    private var table: SpellingTable {
        lookup.table.load() ?? lookup.table.storeIfNil(SpellingTable(values.map(\.spellings)))
    }

    /// The value that a text spells.
    package func value(spelt text: String) -> String? {
        var text = text
        return text.withUTF8 { place(of: $0) }.map { values[$0].name }
    }

    /// The bytes that all spellings of one value share.
    package static func essence(of spelling: String) -> [UInt8] { spelling.utf8.filter { !isIgnored($0) }.map(folded) }

    @inline(__always)
    fileprivate static func isIgnored(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "\t"): true
        default: false
        }
    }

    @inline(__always)
    fileprivate static func folded(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
}

/// Spellings by a hash of what counts in them: an import looks up every cell of such a field, without making anything
/// of it.
private final class SpellingTable: Sendable {
    private struct Entry {
        let hash: UInt64
        /// Range of the significant part of the spelling, in `bytes`.
        let start: Int, end: Int
        let place: Int
    }

    private let bytes: [UInt8]
    private let entries: [Entry]
    /// Positions in `entries` plus one; 0 is free. A power of two in length, at most half full.
    private let slots: [UInt16]

    init(_ spellings: [[String]]) {
        var bytes: [UInt8] = [], entries: [Entry] = []
        let all = spellings.enumerated().flatMap { place, all in all.map { (place, $0) } }
        for (place, spelling) in all.prefix(Int(UInt16.max) - 1) {
            let essence = KnownValues.essence(of: spelling)
            let hash = essence.reduce(SpellingTable.basis) { SpellingTable.step($0, $1) }
            entries.append(Entry(hash: hash, start: bytes.count, end: bytes.count + essence.count, place: place))
            bytes += essence
        }
        var size = 8
        while size < entries.count * 2 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        for (number, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt16(number + 1)
        }
        (self.bytes, self.entries, self.slots) = (bytes, entries, slots)
    }

    /// FNV-1a.
    private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
    @inline(__always)
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    func place(of text: UTF8Bytes) -> Int? {
        var hash = SpellingTable.basis
        for byte in text where !KnownValues.isIgnored(byte) {
            hash = SpellingTable.step(hash, KnownValues.folded(byte))
        }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, isEqual(entry, text) { return entry.place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isEqual(_ entry: Entry, _ text: UTF8Bytes) -> Bool {
        var position = entry.start
        for byte in text where !KnownValues.isIgnored(byte) {
            guard position < entry.end, bytes[position] == KnownValues.folded(byte) else { return false }
            position += 1
        }
        return position == entry.end
    }
}

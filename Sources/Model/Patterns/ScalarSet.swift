/// Unicode's general categories by their first letter. Every scalar is in exactly one.
enum ScalarCategory: Int, CaseIterable {
    case letter, mark, number, punctuation, symbol, separator
    /// Controls, private use, surrogates, what is not assigned.
    case other

    init(_ scalar: Unicode.Scalar) {
        // The block of common Han characters is letters throughout; asking takes ten times as long as this.
        if (0x4E00...0x9FFF).contains(scalar.value) {
            self = .letter
            return
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
        case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
             .finalPunctuation, .otherPunctuation: self = .punctuation
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: self = .symbol
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .separator
        case .control, .format, .surrogate, .privateUse, .unassigned: self = .other
        @unknown default: self = .other
        }
    }
}

/// A set of scalars: for every general category, the ranges of it that are in the set. Categories partition the
/// scalars, so union and complement work category by category, and no table of a category's members is ever needed.
struct ScalarSet: Hashable {
    /// One element where the category makes no difference, else one for each category in order.
    private(set) var ranges: [ScalarRanges]

    init(_ ranges: ScalarRanges) { self.ranges = [ranges] }

    init(_ category: ScalarCategory) {
        ranges = ScalarCategory.allCases.map { $0 == category ? .all : .none }
    }

    var dependsOnCategory: Bool { ranges.count > 1 }

    func ranges(in category: Int) -> ScalarRanges { ranges[dependsOnCategory ? category : 0] }

    func contains(_ number: UInt32, category: Int) -> Bool { ranges(in: category).contains(number) }

    mutating func formUnion(_ other: ScalarSet) {
        let count = max(ranges.count, other.ranges.count)
        ranges = (0..<count).map { ranges(in: $0).union(other.ranges(in: $0)) }
    }

    var complement: ScalarSet {
        var result = self
        result.ranges = ranges.map(\.complement)
        return result
    }
}

// MARK: - Named sets

extension ScalarSet {
    static let none = ScalarSet(ScalarRanges.none)
    static let anyButLineFeed = ScalarSet(ScalarRanges([0x0A...0x0A])).complement
    static let digit = ScalarSet(ScalarRanges([0x30...0x39]))

    /// Letters of every script with their marks, numbers and `_`: where a word ends must not depend on the alphabet.
    static let word: ScalarSet = {
        var set = ScalarSet(.letter)
        set.formUnion(ScalarSet(.mark))
        set.formUnion(ScalarSet(.number))
        set.formUnion(ScalarSet(ScalarRanges([0x5F...0x5F])))
        return set
    }()

    /// White_Space of Unicode 16, PropList.txt: among them U+3000, which input methods type between Chinese words.
    static let space = ScalarSet(ScalarRanges([
        0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ]))

    /// Script Han of Unicode 16, Scripts.txt. The standard library does not tell scripts.
    static let han = ScalarSet(
        ScalarRanges([
            0x2E80...0x2E99, 0x2E9B...0x2EF3, 0x2F00...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029,
            0x3038...0x303B, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFA6D, 0xFA70...0xFAD9, 0x16FE2...0x16FE3,
            0x16FF0...0x16FF1, 0x20000...0x2A6DF, 0x2A700...0x2B739, 0x2B740...0x2B81D, 0x2B820...0x2CEA1,
            0x2CEB0...0x2EBE0,
            0x2EBF0...0x2EE5D, 0x2F800...0x2FA1D, 0x30000...0x3134A, 0x31350...0x323AF
        ]))

    /// By the name in `\p{…}`.
    static func property(_ name: String) -> ScalarSet? {
        switch name {
        case "L": ScalarSet(.letter)
        case "M": ScalarSet(.mark)
        case "N": ScalarSet(.number)
        case "P": ScalarSet(.punctuation)
        case "S": ScalarSet(.symbol)
        case "Z": ScalarSet(.separator)
        case "Han": .han
        default: nil
        }
    }
}

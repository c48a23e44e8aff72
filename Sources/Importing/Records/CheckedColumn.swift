internal import Model

/// Column properties needed for every cell. Names and words are kept elsewhere: copying them would update reference
/// counts a million times.
struct CheckedColumn {
    var kind: ValueKind
    let isRequired: Bool
    let hasKnownValues: Bool
    /// Whether it holds keys, which are whole numbers so far and become texts where the data need it.
    var mayBecomeText: Bool
    /// Whether it holds keys of the type `key`: as texts, whole numbers among them are written in one way.
    var isKey = false
    /// Whether keys are taken as they stand, because some are fractions.
    var isExact = false
    var number = NumberForm.point
    var date = DateForm.yearFirst
    var isStated = false
    /// Whether the column holds something else that a record is known by, and the key has to be found.
    var isFound = false
    /// Whether one word stands for yes, and any other text for no.
    var hasYes = false
    /// Whether the first of several values of one cell counts.
    var hasSeparator = false
    /// Factor by which numbers are multiplied.
    var factor = 1.0
}

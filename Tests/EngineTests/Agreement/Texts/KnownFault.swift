import Glibc

/// What generated texts leave out until it is mended. Each case stands for texts that are right and are not answered
/// rightly; whoever mends one removes it.
///
/// `CLIENTELE_TEXTS_WITH` puts them back in: names with commas, or `all`.
enum KnownFault: String, CaseIterable {
    /// What a field refers to is read though it is not there yet, or is nobody's.
    case lateReferences
    /// `as of` a day behind the question's own shows what has not happened yet.
    case laterAsOf
    /// `30 days ago` as a value.
    case agoAsValue
    /// `aggregate` with nothing but constants in it.
    case constantAggregates
    /// Everybody's records, with a window or a condition that looks at the row at hand.
    case everybodysOuterRows
    /// `over` on everybody's records that have no time.
    case overEverybodysTimeless
    /// A number beyond 64 bits where the question is decided without it.
    case undecidedOverflow
    /// Classes that consist of `else` alone.
    case elseAlone
    /// Minutes that are no quarters of hours.
    case oddMinutes
    /// Windows that begin or end at a moment which is looked for among records: the variables of its rows are taken
    /// for others.
    case recordsInMoments
    /// Means, middles and quantiles of durations.
    case averageDurations
    /// `as of` a day on which a record at hand was not there yet.
    case rowsToCome
    /// A flag that is missing is not missing `as of` some day.
    case missingFlagsAsOf
    /// Whether a segment, or another condition, is missing.
    case missingConditions
    /// `first`, `last` and `nth` of everybody.
    case orderOfCustomers
    /// Records of records where both have a time.
    case recordsOfRecordsInTime
    /// Records without a time, of records that are still to come.
    case timelessRecordsOfRecords
    /// The rest of `this month`, for dates to come.
    case restOfThisUnit
    /// The key of what a field refers to where there is no such record.
    case keysOfNothing
    /// Windows of days that begin or end at a time which differs from row to row.
    case daysAndOwnTimes
    /// Arms of different types.
    case mixedArms
    /// A class that a stage gave a name, on the right of a text.
    case localsOnTheRight
    /// Functions around records that are named with `customer.` before them.
    case functionsOfCustomersRecords
    /// A stage on columns that stand for columns of the stage before.
    case columnsOfColumns

    static let leftOut: Set<KnownFault> = {
        let put =
            getenv("CLIENTELE_TEXTS_WITH").map { String(cString: $0).split(separator: ",").map(String.init) } ?? []
        return put == ["all"] ? [] : Set(allCases.filter { !put.contains($0.rawValue) })
    }()

    /// What does not come up as long as it is left out.
    var hidden: [String] {
        switch self {
        case .agoAsValue: ["ago"]
        case .mixedArms: ["conditional, arms of two types"]
        case .elseAlone: ["conditional, else alone"]
        case .constantAggregates: ["stage.aggregate, constants alone"]
        case .lateReferences, .laterAsOf, .everybodysOuterRows, .oddMinutes, .recordsInMoments, .averageDurations,
            .rowsToCome, .missingFlagsAsOf,
            .missingConditions, .orderOfCustomers, .recordsOfRecordsInTime, .timelessRecordsOfRecords, .restOfThisUnit,
            .keysOfNothing, .daysAndOwnTimes, .localsOnTheRight,
            .functionsOfCustomersRecords, .columnsOfColumns, .overEverybodysTimeless, .undecidedOverflow:
            []
        }
    }
}

extension RecordChecker {
    /// Why a row is not taken in.
    struct Rejection {
        /// As the file names it; empty where the whole row is meant.
        var column: String
        var value: [UInt8]
        /// Stands alone beside the value: "is not a whole number".
        var reason: String
        /// Whether the value is personal data, which messages do not repeat.
        var isPersonal = false
        /// Whether whom the record belongs to is not in the store.
        var isOfUnknownOwner = false
    }
}

internal import Store

/// Handles rows that cannot be imported.
final class RejectSink {
    private let file: RejectsFile
    private let sourceName: String
    private let aborts: Bool
    private(set) var count = 0
    /// Those of records that belong to nobody whom the store knows.
    private(set) var ofUnknownOwners = 0

    init(_ file: RejectsFile, sourceName: String, onError: ImportOptions.OnError) {
        self.file = file
        self.sourceName = sourceName
        aborts = onError == .abort
    }

    var path: String? { count > 0 ? file.path : nil }
    /// Where they would be, should there be any.
    var place: String { file.path }
    /// Where the rows of an earlier import are now.
    var formerPath: String? { file.formerPath }

    func prepare() throws(StoreError) { if !aborts { try file.prepare() } }
    func keep() throws(StoreError) { try file.keep() }
    func withdraw() { file.withdraw() }

    /// Forgets all rows so far: the input is read once more.
    func startOver() {
        (count, ofUnknownOwners) = (0, 0)
        file.startOver()
    }

    func discard() { file.discard() }

    /// - Throws: E0609 where the first reject ends the import.
    func reject(_ row: RejectedRow) throws(StoreError) {
        if aborts {
            let rejection = row.rejection
            let place = rejection.column.isEmpty ? "" : rejection.column + ": "
            let quoted = rejection.value.isEmpty || rejection.isPersonal
                ? "" : "“\(RejectSink.printable(rejection.value.prefix(80)))” "
            throw StoreError(
                .rowRefused, "\(sourceName):\(row.line): \(place)\(quoted)\(rejection.reason)",
                notes: ["nothing was imported; --on-error reject sets such rows aside and imports the others"])
        }
        count += 1
        if row.rejection.isOfUnknownOwner { ofUnknownOwners += 1 }
        try file.write(row)
    }

    /// Without control characters, which a terminal would obey.
    static func printable(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return text
    }
}

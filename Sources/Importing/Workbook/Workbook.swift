internal import Model
internal import Store
internal import Syntax

/// A workbook in Office Open XML (ECMA-376), as spreadsheets save it: `.xlsx`.
///
/// Enters: the zip archive. Leaves: one sheet of it as the CSV that a program would write: numbers with a decimal
/// point, days and times in ISO 8601, rows on the lines that have their numbers. Never: works out a formula; what it
/// came to when the workbook was saved is its value.
struct Workbook {
    let sheets: [String]
    /// The one that is read.
    let sheet: String
    private let entry: ZipArchive.Entry
    private let archive: ZipArchive
    let hasEpoch1904: Bool
    private let name: String

    static func isOne(_ archive: ZipArchive) -> Bool { archive.entry(named: "xl/workbook.xml") != nil }

    /// - Parameter wanted: the name of a sheet, or its number from 1; nil for the first that is shown.
    /// - Throws: E0601 where there is no such sheet.
    init(_ archive: ZipArchive, name: String, sheet wanted: String?) throws(StoreError) {
        self.archive = archive
        self.name = name
        let listing = SheetListing(), relations = Relations()
        try Workbook.read("xl/workbook.xml", of: archive, name, into: listing)
        try Workbook.read("xl/_rels/workbook.xml.rels", of: archive, name, into: relations)
        sheets = listing.sheets.map(\.name)
        hasEpoch1904 = listing.hasEpoch1904
        let chosen = wanted.map { wanted in
            listing.sheets.first { $0.name == wanted }
                ?? listing.sheets.first { $0.name.lowercased() == wanted.lowercased() }
                ?? Int(wanted).flatMap { listing.sheets.indices.contains($0 - 1) ? listing.sheets[$0 - 1] : nil }
        } ?? listing.sheets.first { !$0.isHidden }
        guard let chosen else {
            throw StoreError(
                .unreadableInput, "\(name) has no sheet \(wanted ?? "that is shown")",
                notes: ["its sheets: \(listing.sheets.map(\.name).joined(separator: ", "))"])
        }
        sheet = chosen.name
        guard let target = relations.targets[chosen.relation],
              let entry = archive.entry(named: Workbook.path(target)) else {
            throw StoreError(.unreadableInput, "cannot read \(name): its sheet \(chosen.name) is missing")
        }
        self.entry = entry
    }

    /// The sheet as CSV.
    ///
    /// - Parameter currency: amounts in which need no mark; nil where none do.
    func stream(currency: Currency?) throws(StoreError) -> SheetStream {
        let texts = SharedTexts(), formats = CellFormats()
        if archive.entry(named: "xl/styles.xml") != nil {
            try Workbook.read("xl/styles.xml", of: archive, name, into: formats)
        }
        if archive.entry(named: "xl/sharedStrings.xml") != nil {
            try Workbook.read("xl/sharedStrings.xml", of: archive, name, into: texts)
        }
        if let failure = texts.failure { throw failure }
        let styles = formats.styles.map { style in
            var style = style
            style.foreignMark = currency.flatMap { CurrencyMarks.foreignMark(in: style.texts, $0) } ?? []
            return style
        }
        return try SheetStream(try archive.stream(entry), name: name, texts, styles, hasEpoch1904: hasEpoch1904)
    }

    private static func read(
        _ path: String, of archive: ZipArchive, _ name: String, into receiver: XMLReceiver
    ) throws(StoreError) {
        guard let entry = archive.entry(named: path) else {
            throw StoreError(
                .unreadableInput, "cannot read \(name): it is no workbook, or damaged",
                notes: ["nothing was imported"])
        }
        try XMLReader.readAll(try archive.stream(entry), name: name, receiver)
    }

    /// Targets are relative to the workbook, or begin at the top.
    private static func path(_ target: String) -> String {
        target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    }
}

private final class SheetListing: XMLReceiver {
    struct Sheet {
        let name: String
        let relation: String
        let isHidden: Bool
    }

    private(set) var sheets: [Sheet] = []
    private(set) var hasEpoch1904 = false

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        if name.is("sheet"), let title = attributes.text("name"), let relation = attributes.text("id"),
           sheets.count < 10_000 {
            let state = attributes.text("state") ?? "visible"
            sheets.append(Sheet(name: title, relation: relation, isHidden: state != "visible"))
        } else if name.is("workbookPr") {
            hasEpoch1904 = ["1", "true"].contains(attributes.text("date1904") ?? "")
        }
    }

}

private final class Relations: XMLReceiver {
    private(set) var targets: [String: String] = [:]

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        guard name.is("Relationship"), targets.count < 10_000, let id = attributes.text("Id"),
              let target = attributes.text("Target") else { return }
        targets[id] = target
    }

}

internal import Model
internal import Store

/// Findings about an input before any of it is written: its layout, the columns that fill each field and how they are
/// written, and what is not used.
package struct ImportAccount: Sendable {
    package struct Column: Sendable {
        package var field: String
        /// As models name it: `money`, `key`.
        package var type: String
        /// Columns of the file; several where their values are combined.
        package var columns: [String]
        /// How the values are written, where programs write them otherwise.
        package var form: String?
        /// As `--date-format` takes it.
        package var dateWord: String?
        /// Two values as they stand in the file; none of personal data.
        package var samples: [String]
    }

    package var format: ImportFormat
    /// The sheet of a workbook that is read, and the others; nil for what is none.
    package var sheets: (read: String, others: [String])?
    package var compression: String?
    package var encoding: TextEncoding
    /// nil where records are no rows of cells.
    package var separator: UInt8?
    /// Lines above the one that names the columns.
    package var recordsAbove: Int
    package var hasDecimalComma: Bool
    package var entity: String
    /// The source whose mapping the columns fit.
    package var source: String?
    package var columns: [Column]
    package var unused: [String]
    package var hasKey: Bool
    /// Whether somebody has said all of it, or the file itself: what the records are, which column is which field.
    package var isStated: Bool

    init(_ text: InputText, _ input: Input, _ entity: Entity, _ options: ImportOptions) {
        let producer = input.producer, checker = producer.checker
        format = input.format
        sheets = text.workbook.map { book in (book.sheet, book.sheets.filter { $0 != book.sheet }) }
        compression = text.workbook == nil ? text.compression.name : nil
        encoding = text.encoding ?? .utf8
        separator = input.layout?.delimiter
        recordsAbove = input.layout?.recordsAbove ?? 0
        hasDecimalComma = checker.forms.numbers.contains(.comma)
        self.entity = entity.name
        source = options.sourceName
        unused = producer.ignoredColumns
        hasKey = input.hasKey
        let said = Dictionary(
            checker.writtenForms.map { ($0.column, $0.form) }, uniquingKeysWith: { first, _ in first })
        columns = input.fields.enumerated().compactMap { cell, index in
            let field = entity.fields[index]
            // In JSON every field has a cell, whether a record mentions it or not.
            if input.layout == nil, checker.samples[cell].isEmpty { return nil }
            let date = checker.forms.dates[cell]
            let isPersonal = field.isPersonal || options.part?.keySource(of: index, in: entity) != nil
            return Column(
                field: field.name, type: field.keyDomain == nil ? field.type.kind.name : DataModel.keyTypeName,
                columns: producer.columnNames(ofCell: cell), form: said[checker.names[cell]],
                dateWord: date == .yearFirst ? nil : date?.word,
                samples: isPersonal ? [] : checker.samples[cell])
        }
        isStated = ImportAccount.isStated(input, entity, options)
    }

    private static func isStated(_ input: Input, _ entity: Entity, _ options: ImportOptions) -> Bool {
        if options.isMappingStated { return true }
        guard options.isEntityStated, options.part == nil, input.producer.checker.writtenForms.isEmpty else {
            return false
        }
        guard let layout = input.layout else { return true }
        let isUsual = layout.delimiter == UInt8(ascii: input.format == .tsv ? "\t" : ",") && layout.recordsAbove == 0
        return isUsual && input.fields.indices.allSatisfy { cell in
            let field = entity.fields[input.fields[cell]], name = input.producer.checker.names[cell]
            let names = [field.name, field.column, field.label ?? ""] + field.aliases
            return options.fieldMap[field.name] != nil
                || names.contains { ColumnMatcher.normalised($0) == ColumnMatcher.normalised(name) }
        }
    }

    /// All of it, as a mapping that finds it again.
    ///
    /// - Parameter name: of the source.
    package func mapping(named name: String, _ options: ImportOptions) -> SourceMapping {
        let fields = columns.map { column in
            let known = options.part?.fields.first { $0.name == column.field }
            let dates = column.dateWord.map { SourceMapping.Conversion.dates($0) }
            return SourceMapping.Field(
                name: column.field, columns: column.columns.map { [$0] }, conversion: known?.conversion ?? dates,
                values: known?.values ?? [])
        }
        var settings: [String: String] = [:]
        if hasDecimalComma { settings["decimal"] = "," }
        if let separator, separator != UInt8(ascii: ",") { settings["separator"] = ImportAccount.name(separator) }
        if encoding != .utf8 { settings["encoding"] = encoding.rawValue }
        if recordsAbove > 0 { settings["skip"] = String(recordsAbove) }
        if options.onRepeat != .reject { settings["repeated"] = options.onRepeat.rawValue }
        if let word = options.missing.first { settings["null"] = String(decoding: word, as: UTF8.self) }
        let part = SourceMapping.Part(entity: entity, fields: fields, condition: options.part?.condition)
        return SourceMapping(source: name, parts: [part], settings: settings)
    }

    /// As `--separator` takes it.
    package static func name(_ separator: UInt8) -> String {
        separator == 0x09 ? "tab" : String(decoding: [separator], as: UTF8.self)
    }
}

import Engine
import Importing
import Model
import Store
import Syntax

/// The options of an import, from the command line and back.
enum ImportArguments {
    static func options(_ arguments: ParsedArguments, timeZone: TimeZoneRules) throws(Failure) -> ImportOptions {
        var options = ImportOptions(entity: arguments["into"], timeZone: timeZone)
        options.fieldMap = try fieldMap(arguments.all("map"))
        options.createCustomers = arguments.has("create-customers")
        options.onError = arguments["on-error"].flatMap { ImportOptions.OnError(rawValue: $0) } ?? .reject
        options.sheet = arguments["sheet"]
        options.encoding = try encoding(arguments["encoding"])
        options.onRepeat = arguments["repeated"].flatMap { ImportOptions.OnRepeat(rawValue: $0) } ?? .reject
        options.clearEmpty = arguments.has("clear-empty")
        options.generateKeys = arguments.has("generate-keys")
        options.takesMadeKeys = arguments.has("made-keys")
        options.rejectsPath = arguments["rejects"]
        options.importAgain = arguments.has("again")
        options.isMappingStated = arguments["mapping"] != nil
        options.isTimeZoneStated = arguments["time-zone"] != nil
        options.isDryRun = arguments.has("dry-run")
        options.maximumRejects = try arguments["max-rejects"].map { (text) throws(Failure) in try rejectLimit(text) }
        options.now = WallClock.now
        for text in arguments.all("date-format") {
            if let sign = text.firstIndex(of: "=") {
                options.fieldDateFormats[String(text[..<sign])] = String(text[text.index(after: sign)...])
            } else {
                options.dateFormat = text
            }
        }
        options.decimal = arguments["decimal"].map { $0 == "," ? .comma : .point }
        options.missing = Set(arguments.all("null").map { Array($0.utf8) })
        options.separator = try arguments["separator"].map { (text) throws(Failure) in
            if let separator = ImportOptions.separator(text) { return separator }
            throw Failure(
                .badArgument, "`--separator \(text)` is no single character",
                notes: ["for example --separator ';', or tab"])
        }
        options.recordsAbove = try arguments["skip"].map { (text) throws(Failure) in
            guard let count = Int(text), count >= 0 else {
                throw Failure(.badArgument, "`--skip \(text)` is no number of lines")
            }
            return count
        }
        return options
    }

    private static func rejectLimit(_ text: String) throws(Failure) -> RejectLimit {
        if text.hasSuffix("%"), let share = Double(text.dropLast()), (0...100).contains(share) {
            return .percent(share)
        }
        if let count = Int(text), count >= 0 { return .rows(count) }
        throw Failure(
            .badArgument, "`--max-rejects \(text)` is no number of rows",
            notes: ["for example --max-rejects 10, or 1%"])
    }

    private static func encoding(_ name: String?) throws(Failure) -> TextEncoding? {
        guard let name else { return nil }
        if let encoding = TextEncoding(named: name) { return encoding }
        throw Failure(.badArgument, "`--encoding \(name)` is no encoding that is known here",
                      notes: ["known are \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))"])
    }

    private static func fieldMap(_ texts: [String]) throws(Failure) -> [String: String] {
        var result: [String: String] = [:]
        for pair in texts.flatMap({ $0.split(separator: ",") }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw Failure(
                    .badArgument, "`--map \(pair)` names no column", notes: ["write --map field=Column,other=Other"])
            }
            result[String(parts[0])] = String(parts[1])
        }
        return result
    }

    /// The command that says explicitly what was found; nil where options can't say it, but a mapping can.
    static func spelling(
        _ account: ImportAccount, _ options: ImportOptions, _ store: String, _ source: ImportSource
    ) -> String? {
        guard case .file(let file) = source.origin, options.part == nil else { return nil }
        var words = ["clientele", "import", "-s", store, "--into", account.entity]
        let mapped = account.columns.filter { $0.columns[0] != $0.field }
        if mapped.contains(where: { $0.columns[0].contains(",") }) { return nil }
        if !mapped.isEmpty { words += ["--map", mapped.map { "\($0.field)=\($0.columns[0])" }.joined(separator: ",")] }
        for column in account.columns {
            if let word = column.dateWord { words += ["--date-format", "\(column.field)=\(word)"] }
        }
        if account.hasDecimalComma { words += ["--decimal", ","] }
        if let separator = account.separator, separator != UInt8(ascii: ",") {
            words += ["--separator", ImportAccount.name(separator)]
        }
        if account.recordsAbove > 0 { words += ["--skip", "\(account.recordsAbove)"] }
        if account.encoding != .utf8 { words += ["--encoding", account.encoding.rawValue] }
        if let sheet = options.sheet { words += ["--sheet", sheet] }
        for word in options.missing.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            words += ["--null", String(decoding: word, as: UTF8.self)]
        }
        if options.createCustomers { words.append("--create-customers") }
        if options.onRepeat != .reject { words += ["--repeated", options.onRepeat.rawValue] }
        if options.clearEmpty { words.append("--clear-empty") }
        if options.generateKeys { words.append("--generate-keys") }
        if options.takesMadeKeys { words.append("--made-keys") }
        return (words + [file]).map(shellWord).joined(separator: " ")
    }

    private static func shellWord(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-_./=,:%+@".unicodeScalars.contains(scalar)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

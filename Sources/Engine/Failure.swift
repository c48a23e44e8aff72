import Analyses
import Importing
import Semantics
package import Store
package import Syntax

/// Something of the world that went wrong: a file, the store, what was said on the command line.
package struct Failure: Error, Sendable, Hashable {
    package let code: DiagnosticCode
    package let message: String
    package let notes: [String]

    package init(_ code: DiagnosticCode, _ message: String, notes: [String] = []) {
        self.code = code
        self.message = message
        self.notes = notes
    }

    package init(_ error: StoreError) {
        self.init(error.code, error.message, notes: error.notes)
    }

    /// A statement of the product's own making that the database would not take: what it says of it is no use to a
    /// person.
    init(preparing error: StoreError) {
        let limits = ["parser stack overflow", "Expression tree is too large", "too many", "at most 64 tables"]
        if error.code == .storeFailure, limits.contains(where: { error.message.contains($0) }) {
            self.init(
                .tooComplex, "this question nests more deeply than SQLite takes",
                notes: ["name a part of it as a metric or a segment"])
        } else {
            self.init(error)
        }
    }

    /// Stopped by Ctrl-C, also between two questions: the exit code is 130.
    package static let interruption = Failure(.interrupted, "interrupted")

    package var isInterruption: Bool { code == .interrupted }

    /// Whether the input can't be understood (exit code 2), as opposed to a failure while running (1).
    package var isUsageError: Bool { Failure.usageErrors.contains(code.id) }

    private static let usageErrors: Set<String> = Set(
        (DiagnosticCode.commandCodes.filter { $0 != .unwritableOutput && $0 != .internalLayoutError } + [
            .noSuchStore, .storeLocked, .storeReadOnly, .cannotOpenStore, .unfinishedWrite,
            .notADatabase, .notAStore, .newerStoreFormat, .storeExists,
            .unknownImportEntity, .unknownMapField, .unknownMapColumn, .badDateFormat, .cannotCreateOwners,
        ]).map(\.id))
}

/// E07: questions that an engine can't answer.
extension DiagnosticCode {
    package static let runCodes: [DiagnosticCode] = [tooComplex, internalPlanError, tooMuchMemory]

    package static let tooComplex = DiagnosticCode(
        "E0701", "too complex a question",
        explanation:
            "SQLite takes expressions up to a certain depth. Conditions on customers are split for it; deep ones inside the `where` of records can't be. Name a part of the question as a metric or a segment, or write the condition flatter.",
        wrong: "segment where any(orders where " + String(repeating: "not (amount > 1 or ", count: 60) + "amount > 2"
            + String(repeating: ")", count: 60) + ")",
        right: "segment where any(orders where amount > 1 or amount > 2)")
}

extension DiagnosticCode {
    package static let internalPlanError = DiagnosticCode(
        "E0702", "a question that columns can't work out",
        explanation:
            "Columns answer every question; one that they can't work out shows a mistake of Clientele's, and no other engine is asked silently. The `sqlite` engine may answer it.",
        wrong: "clientele query -s shop.db 'segment where recency < 30'",
        right: "clientele query -s shop.db --engine sqlite 'segment where recency < 30'")
}

extension DiagnosticCode {
    package static let tooMuchMemory = DiagnosticCode(
        "E0703", "a question that needs too much memory",
        explanation:
            "Values that columns work out for all rows at once may take half of the machine's memory, in a container half of the container's limit. Ask of fewer rows, or ask SQLite, which puts aside on the disk what it can't hold.",
        wrong: "from items | sort quantity * price desc | take 10",
        right: "from items in last 12 months | sort quantity * price desc | take 10")
}

/// E08: what was said on the command line.
extension DiagnosticCode {
    package static let commandCodes: [DiagnosticCode] = [
        badAsOf, badTimeZone, noStore, unreadableScript, badArgument, unknownCode, modelRefused, unwritableOutput,
        unknownEnding, severalResults, internalLayoutError,
    ]

    package static let badAsOf = DiagnosticCode(
        "E0801", "as-of instant not understood",
        explanation:
            "--as-of takes a day (the question is answered as of its end), a month, or a time: 2026-03-01, 2026-03, 2026-03-01T09:00. Without it, questions are answered as of now.",
        wrong: "clientele query -s shop.db --as-of yesterday 'segment where recency < 30'",
        right: "clientele query -s shop.db --as-of 2026-03-01 'segment where recency < 30'")
    package static let badTimeZone = DiagnosticCode(
        "E0802", "unknown time zone",
        explanation:
            "Time zones are IANA names such as Asia/Shanghai or Europe/Berlin, UTC, or an offset such as +08:00.",
        wrong: "clientele query -s shop.db --time-zone Bejing 'segment where recency < 30'",
        right: "clientele query -s shop.db --time-zone Asia/Shanghai 'segment where recency < 30'")
    package static let noStore = DiagnosticCode(
        "E0803", "no store given",
        explanation: "A question needs a store to ask: -s STORE, or the environment variable CLIENTELE_STORE.",
        wrong: "clientele query 'segment where recency < 30'",
        right: "clientele query -s shop.db 'segment where recency < 30'")
    package static let unreadableScript = DiagnosticCode(
        "E0804", "file that can't be read",
        explanation:
            "The file does not exist, may not be read, or is no script: scripts and models are regular files of at most 16 MiB, not folders, devices or pipes. Standard input may be a pipe and has the same limit.",
        wrong: "clientele run -s shop.db missing.cq", right: "clientele run -s shop.db audience.cq")
    package static let badArgument = DiagnosticCode(
        "E0805", "argument not understood",
        explanation:
            "An argument has another form; the message says which. Parameters are given as --param name=value, columns as --map field=Column,other=Other.",
        wrong: "clientele query -s shop.db --param min 'param min: money segment where monetary > $min'",
        right: "clientele query -s shop.db --param min=5000 'param min: money segment where monetary > $min'")
    package static let unknownCode = DiagnosticCode(
        "E0806", "unknown error code",
        explanation: "There is no page for this code. Codes look like E0203; `clientele explain codes` lists them.",
        wrong: "clientele explain E9999", right: "clientele explain E0301")
    package static let modelRefused = DiagnosticCode(
        "E0807", "model with errors",
        explanation: "A store is only made from a model without errors; they are listed with their places.",
        wrong: "clientele init shop.db --model broken.cq", right: "clientele init shop.db --model model.cq")
    package static let unwritableOutput = DiagnosticCode(
        "E0808", "output that can't be written",
        explanation: """
            The system did not take the results: the disk is full, the directory is missing or may not be written, or standard \
            output is closed. Nor do they go over a database, a file that belongs to one, or a script that was read. A file named \
            with -o is as it was before.
            """,
        wrong: "clientele query -s shop.db -o missing/vip.csv 'segment where monetary > 5000'",
        right: "clientele query -s shop.db -o vip.csv 'segment where monetary > 5000'")
    package static let unknownEnding = DiagnosticCode(
        "E0809", "a file of no known format",
        explanation: """
            The ending of a file named with -o chooses how results are written: .csv, .tsv or .tab, .json, .jsonl or \
            .ndjson, .md or .markdown, .txt (a table). Under another ending they would be something else than the name \
            says. With --format the file may have any name; a name without an ending is CSV.
            """,
        wrong: "clientele query -s shop.db -o vip.xlsx 'segment where monetary > 5000'",
        right: "clientele query -s shop.db -o vip.csv 'segment where monetary > 5000'")
    package static let severalResults = DiagnosticCode(
        "E0810", "several results for a file that takes one",
        explanation: """
            A CSV or TSV file has one header, a JSON file one array: a second result would make them unreadable. JSON \
            Lines, Markdown and tables (.jsonl, .md, .txt) take several, one after the other. The file is as it was before.
            """,
        wrong: "clientele query -s shop.db -o vip.csv 'segment where monetary > 5000 segment where recency < 30'",
        right: """
            clientele query -s shop.db -o vip.csv 'segment where monetary > 5000'
            clientele query -s shop.db -o recent.csv 'segment where recency < 30'
            """)
    package static let internalLayoutError = DiagnosticCode(
        "E0820", "a script that can't be laid out",
        explanation:
            "`clientele fmt` compares what a script meant before and after, each time it lays one out, and leaves the file alone where they differ. That shows a mistake of Clientele's; please report it with the script.",
        wrong: "clientele fmt audience.cq", right: "clientele run -s shop.db audience.cq")
}

/// Every code there is, in order.
package enum DiagnosticCatalogue {
    package static let all: [DiagnosticCode] =
        (DiagnosticCode.lexicalCodes + DiagnosticCode.syntaxCodes + DiagnosticCode.nameCodes
        + DiagnosticCode.fileImportCodes + DiagnosticCode.typeCodes + DiagnosticCode.rankingCodes
        + DiagnosticCode.listCodes + DiagnosticCode.groupCodes + DiagnosticCode.pivotCodes
        + DiagnosticCode.rowFunctionCodes + DiagnosticCode.measureCodes
        + DiagnosticCode.analysisCodes + DiagnosticCode.migrateCodes + DiagnosticCode.retentionCodes
        + DiagnosticCode.explainCodes
        + DiagnosticCode.reasonCodes
        + DiagnosticCode.modelCodes + DiagnosticCode.storeCodes + DiagnosticCode.importCodes
        + DiagnosticCode.runCodes + DiagnosticCode.resultNotes + DiagnosticCode.commandCodes)
        .sorted { $0.id < $1.id }

    package static func code(_ id: String) -> DiagnosticCode? {
        let id = id.uppercased()
        return all.first { $0.id == id }
    }
}

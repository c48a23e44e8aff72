package import Syntax

/// E06: what can go wrong with a file of records on its way into the store.
extension DiagnosticCode {
    package static let unreadableInput = DiagnosticCode(
        "E0601", "a file that cannot be read",
        explanation:
            "The file to import does not exist, may not be read, or the disk reports an error. The store is as before.",
        wrong: "clientele import -s shop.db odrers.csv --into orders",
        right: "clientele import -s shop.db orders.csv --into orders")

    package static let unknownImportEntity = DiagnosticCode(
        "E0602", "unknown entity",
        explanation: "`--into` names an entity that the store's model does not have. The message lists those it has.",
        wrong: "clientele import -s shop.db orders.csv --into order",
        right: "clientele import -s shop.db orders.csv --into orders")

    package static let noRecords = DiagnosticCode(
        "E0603", "nothing to import",
        explanation: "The file is empty: it has not even a line of column names. The store is as before.",
        wrong: ": > orders.csv\nclientele import -s shop.db orders.csv --into orders",
        right:
            "echo 'id,customer_id,ordered_at,amount' > orders.csv\nclientele import -s shop.db orders.csv --into orders"
    )

    package static let missingColumn = DiagnosticCode(
        "E0604", "a required column is missing",
        explanation: """
            Records that belong to a customer need the customer's key, and those that happen at a time need that time. \
            No column of the file matches the field by its name, alias, label or column. Case, spaces, hyphens and \
            underscores do not matter; `--map field=Column` says it outright.
            """,
        wrong: "clientele import -s shop.db orders.csv --into orders   # columns: no, buyer, day, total",
        right:
            "clientele import -s shop.db orders.csv --into orders --map id=no,customer_id=buyer,ordered_at=day,amount=total"
    )

    package static let ambiguousColumn = DiagnosticCode(
        "E0605", "two columns for one field",
        explanation: """
            Two columns of the file match the same field equally well, or `--map` gives a field twice. \
            `--map field=Column` decides which of them it is.
            """,
        wrong:
            "clientele import -s shop.db orders.csv --into orders   # columns: id, customer_id, Customer ID, ordered_at",
        right: "clientele import -s shop.db orders.csv --into orders --map 'customer_id=Customer ID'")

    package static let unknownMapField = DiagnosticCode(
        "E0606", "`--map` names an unknown field",
        explanation: "The part before `=` is a field of the entity, the part behind it a column of the file.",
        wrong: "clientele import -s shop.db orders.csv --into orders --map Total=amount",
        right: "clientele import -s shop.db orders.csv --into orders --map amount=Total")

    package static let unknownMapColumn = DiagnosticCode(
        "E0607", "`--map` names an unknown column",
        explanation: "The file has no column of that name. The message lists those it has.",
        wrong: "clientele import -s shop.db orders.csv --into orders --map amount=Totl",
        right: "clientele import -s shop.db orders.csv --into orders --map amount=Total")

    package static let badDateFormat = DiagnosticCode(
        "E0608", "a date format that says too little",
        explanation: """
            A date format needs a year of four digits (`yyyy`), a month (`MM` or `M`) and a day (`dd` or `d`). A time may \
            follow: `HH:mm`, `HH:mm:ss`, `HH:mm:ss.SSS`, `h:mm a`, an offset `XXX`. Other letters stand in 'quotes'.
            """,
        wrong: "clientele import -s shop.db orders.csv --into orders --date-format DD/MM/YY",
        right: "clientele import -s shop.db orders.csv --into orders --date-format dd/MM/yyyy")

    package static let rowRefused = DiagnosticCode(
        "E0609", "a row that cannot be imported",
        explanation: """
            With `--on-error abort` the first value that is not what the model says ends the import, and the store is as \
            before. With `--on-error reject`, the default, such rows go to a file beside the input and the others are imported.
            """,
        wrong: "clientele import -s shop.db orders.csv --into orders --on-error abort   # amount: 12x",
        right: "clientele import -s shop.db orders.csv --into orders --on-error reject")

    package static let unwritableRejects = DiagnosticCode(
        "E0610", "rejected rows cannot be kept",
        explanation: """
            Some rows cannot be imported and the file that would hold them cannot be written, is being read, or is a database, so nothing \
            was imported. \
            `--rejects PATH` puts it elsewhere.
            """,
        wrong: "clientele import -s shop.db /read-only/orders.csv --into orders",
        right: "clientele import -s shop.db /read-only/orders.csv --into orders --rejects orders.rejects.csv")

    package static let notText = DiagnosticCode(
        "E0611", "not a text file, or one whose encoding can't be told",
        explanation: """
            Files may be packed with gzip, zstd or zip, and written in UTF-8, UTF-16, GB18030, Big5, Shift-JIS, EUC-KR or \
            Windows-1252, which is found out by what the bytes say. Where they say too little, or could be one as well as \
            another, `--encoding` decides: nothing is guessed. Other forms are named, with the command that unpacks them.
            """,
        wrong: "clientele import -s shop.db orders.csv.xz --into orders",
        right: "xz -dc orders.csv.xz | clientele import -s shop.db - --into orders")

    package static let badHeader = DiagnosticCode(
        "E0612", "a first line that names no columns",
        explanation: """
            The first line of a CSV or TSV file must name its columns. Here it is not readable as such, or none of its names matches \
            a field. A file separated by something else than commas looks like a file with one column.
            """,
        wrong: "printf '1;7;2026-03-01\\n' | clientele import -s shop.db - --into orders",
        right: "printf 'id,customer_id,ordered_at\\n1,7,2026-03-01\\n' | clientele import -s shop.db - --into orders")

    package static let cannotCreateOwners = DiagnosticCode(
        "E0613", "`--create-customers` does not apply",
        explanation: """
            `--create-customers` adds customers that records name but the store lacks. It works for records that belong \
            directly to a customer; records that belong to other records need those to be imported first.
            """,
        wrong: "clientele import -s shop.db items.csv --into items --create-customers",
        right:
            "clientele import -s shop.db orders.csv --into orders --create-customers\nclientele import -s shop.db items.csv --into items"
    )

    package static let nothingImported = DiagnosticCode(
        "E0614", "a file of which nothing came in",
        explanation: """
            Every row of the file was rejected: its columns are not what they seem, its dates or amounts are written \
            in another way, or whom its records belong to has not been imported yet. The rejects file says why, row by \
            row. Other files of the same command are imported. A file that has no rows at all is no mistake.
            """,
        wrong: "clientele import -s shop.db orders.csv --into orders   # ordered_at: 31.12.2026",
        right: "clientele import -s shop.db orders.csv --into orders --date-format dd.MM.yyyy")

    package static let ambiguousValues = DiagnosticCode(
        "E0615", "values with two readings",
        explanation: """
            `3/5/2026` is in March to one half of the world and in May to the other; `1,234` is a thousand and more, or one and \
            a bit. How a column is written is found out by its values: `13/5/2026` or `1.234,50` anywhere in it settles \
            it. Where all of them could be either, somebody has to say it: nothing is guessed.
            """,
        wrong: "clientele import -s shop.db --into orders orders.csv   # ordered_at: 3/5/2026",
        right: "clientele import -s shop.db --into orders --date-format dmy orders.csv")

    package static let missingKey = DiagnosticCode(
        "E0616", "a file without keys",
        explanation: """
            Customers, and what records refer to, are known by their keys: without them the same file would come in twice, and \
            nothing could belong to anybody. No column of the file is known as the key; the message names those that could \
            be it. Where there is none, `--generate-keys` numbers the records. What belongs to a customer, such as orders, \
            needs no key of its own.
            """,
        wrong: "printf 'Member,Name\\n4711,Ann\\n' | clientele import -s shop.db --into customers -",
        right: "printf 'Member,Name\\n4711,Ann\\n' | clientele import -s shop.db --into customers --map id=Member -")

    package static let tooManyRejects = DiagnosticCode(
        "E0617", "more rejected rows than are allowed",
        explanation: """
            `--max-rejects N` or `--max-rejects N%` gives an import up where more rows than that can't be imported: \
            nothing is written, and the rejects file says why, row by row. Without the option an import takes in what \
            it can.
            """,
        wrong: "clientele import -s shop.db --into orders --max-rejects 0 orders.csv   # amount: 12x",
        right: "clientele import -s shop.db --into orders --max-rejects 1% orders.csv")

    package static let cannotUndo = DiagnosticCode(
        "E0618", "an import that can't be taken back",
        explanation: """
            `clientele imports undo` takes the last imports back, the last one first. The store keeps what the last \
            twenty have overwritten. Where somebody else has written to it since, rows may be lost with them: \
            `--force` says that they may.
            """,
        wrong: "clientele imports undo 3 -s shop.db   # rows were changed with sqlite3 since",
        right: "clientele imports undo 3 -s shop.db --force")

    package static let badMapping = DiagnosticCode(
        "E0619", "a mapping that can't be used",
        explanation: """
            A mapping says how the columns of a source become records: an entity with the source's name behind `from`, \
            its fields, and behind `=` the columns, in quotes, that they come from. Parameters are options of the \
            import. docs/import.md has all of it.
            """,
        wrong: "entity orders { id: key = Id }",
        right: "entity orders from \"Shop export\" { id: key = \"Id\" }")

    package static let unrecognisedRecords = DiagnosticCode(
        "E0620", "records that could be anything",
        explanation: """
            Without `--into`, what the records of a file are is found out from the name of the file and from its \
            columns: by the mappings that come with the program, those of the user, and the names of the model's \
            fields. Here they fit no entity, or more than one. `clientele import --help` says how to name it.
            """,
        wrong: "printf 'a,b\\n1,2\\n' | clientele import -s shop.db -",
        right: "printf 'a,b\\n1,2\\n' | clientele import -s shop.db --into products --map id=a,name=b -")

    package static let importCodes: [DiagnosticCode] = [
        unreadableInput, unknownImportEntity, noRecords, missingColumn, ambiguousColumn, unknownMapField,
        unknownMapColumn,
        badDateFormat, rowRefused, unwritableRejects, notText, badHeader, cannotCreateOwners, nothingImported,
        ambiguousValues,
        missingKey, tooManyRejects, cannotUndo, badMapping, unrecognisedRecords
    ]
}

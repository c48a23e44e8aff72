package import Syntax

/// E0520 and up: what can go wrong with the file that holds the records.
extension DiagnosticCode {
    package static let noSuchStore = DiagnosticCode(
        "E0520", "no such store",
        explanation: """
            There is no file at the path given for the store. A query never creates one, so that a misspelt path \
            cannot answer with nothing.
            """,
        wrong: "clientele query -s shpo.db 'segment where recency < 30'",
        right: "clientele init shop.db\nclientele query -s shop.db 'segment where recency < 30'")

    package static let notADatabase = DiagnosticCode(
        "E0521", "not an SQLite file",
        explanation: """
            The file exists but is not an SQLite database. A store is one SQLite file; CSV and other files \
            are imported into it.
            """,
        wrong: "clientele query -s orders.csv 'segment where recency < 30'",
        right: "clientele init shop.db\nclientele import -s shop.db orders.csv --into orders")

    package static let notAStore = DiagnosticCode(
        "E0522", "an SQLite file without a model",
        explanation: """
            The file is an SQLite database, but it was not made by `clientele init`, so it does not say which tables \
            hold customers and what belongs to them. A model file says it.
            """,
        wrong: "clientele query -s crm.db 'segment where recency < 30'",
        right: "clientele query -s crm.db --model crm.cq 'segment where recency < 30'")

    package static let storeLocked = DiagnosticCode(
        "E0523", "the store is in use",
        explanation: """
            Another process is writing to the store and did not finish within the time that Clientele waits. \
            Nothing was changed. Try again when it is done.
            """,
        wrong: "clientele import -s shop.db a.csv --into orders & clientele import -s shop.db b.csv --into orders",
        right: "clientele import -s shop.db a.csv --into orders\nclientele import -s shop.db b.csv --into orders")

    package static let storeReadOnly = DiagnosticCode(
        "E0524", "the store cannot be written",
        explanation: """
            The store, or the directory that it is in, may only be read. SQLite keeps a journal beside the file while \
            it writes, so both need write permission. Queries need neither.
            """,
        wrong: "chmod a-w shop.db\nclientele import -s shop.db orders.csv --into orders",
        right: "chmod u+w shop.db\nclientele import -s shop.db orders.csv --into orders")

    package static let diskFull = DiagnosticCode(
        "E0525", "no space left",
        explanation: """
            The disk filled up while the store was being written, or the file reached the size that the system allows \
            (`ulimit -f`). The whole transaction was taken back: the store is as it was before. Make room and run the \
            same command again.
            """,
        wrong: "clientele import -s /small/shop.db orders.csv --into orders",
        right: "clientele import -s /large/shop.db orders.csv --into orders")

    package static let newerStoreFormat = DiagnosticCode(
        "E0526", "the store is of a newer format",
        explanation: """
            The store was made by a newer Clientele, and this one does not know its format. Nothing was changed.
            """,
        wrong: "clientele query -s from-next-year.db 'segment where recency < 30'",
        right: "clientele --version   # then install the version that made the store")

    package static let storeExists = DiagnosticCode(
        "E0527", "the file exists already",
        explanation: """
            `clientele init` makes a new store and never replaces a file. Import into the store that is there, \
            name another one, or remove the file yourself.
            """,
        wrong: "clientele init shop.db\nclientele init shop.db",
        right: "clientele init shop.db\nclientele import -s shop.db orders.csv --into orders")

    package static let cannotOpenStore = DiagnosticCode(
        "E0528", "the store cannot be opened",
        explanation: """
            The operating system refused to open the file: it is a directory, its permissions forbid it, the directory \
            for a new store does not exist, or the disk reports an error.
            """,
        wrong: "clientele init missing-directory/shop.db",
        right: "mkdir -p data\nclientele init data/shop.db")

    package static let storeDamaged = DiagnosticCode(
        "E0529", "the store is damaged",
        explanation: """
            SQLite found the file's contents inconsistent: it was cut short or changed by something other than SQLite. \
            Restore a copy, or save what can be read with `sqlite3 shop.db .recover`.
            """,
        wrong: "head -c 10000 shop.db > cut.db\nclientele query -s cut.db 'segment where recency < 30'",
        right: "cp backup/shop.db shop.db\nclientele query -s shop.db 'segment where recency < 30'")

    package static let storeFailure = DiagnosticCode(
        "E0530", "SQLite reports an error",
        explanation: """
            SQLite refused a statement for a reason that has no page of its own; the message carries SQLite's words. \
            With a model of your own, the usual cause is a table or column that the database does not have.
            """,
        wrong: "entity orders from \"tblOrder\" of customers by \"cust_no\" { amount: money }",
        right: "entity orders from \"tblOrders\" of customers by \"cust_no\" { amount: money }")

    package static let interrupted = DiagnosticCode(
        "E0531", "interrupted",
        explanation: """
            The work was stopped by Ctrl-C or by a signal before it was finished. An interrupted import leaves the store as before.
            """,
        wrong: "clientele import -s shop.db orders.csv --into orders   # Ctrl-C",
        right: "clientele import -s shop.db orders.csv --into orders")

    package static let unfinishedWrite = DiagnosticCode(
        "E0532", "an interrupted write must be taken back first",
        explanation: """
            A process was killed while it wrote to the store, and its journal lies beside the file. Taking the half-done \
            change back needs write permission on the store and its directory, once.
            """,
        wrong: "clientele query -s /read-only/shop.db 'segment where recency < 30'",
        right:
            "sudo clientele query -s /read-only/shop.db 'segment where recency < 30'   # once, by someone who may write"
    )

    package static let integerOverflow = DiagnosticCode(
        "E0533", "a result too large",
        explanation: """
            A sum, difference or product of whole numbers or of money left the range of 64 bits \
            (about 9.2 quintillion). Clientele never rounds or wraps such a result. It is an error where it counts: the message \
            names the value and whose it is, and a question that leaves that customer out is answered.
            """,
        wrong: "segment where monetary * 9_000_000_000_000_000 > 5",
        right: "segment where monetary > 5")

    package static let storeChanged = DiagnosticCode(
        "E0534", "the store was changed while it was read",
        explanation: """
            While a session asked the store, a file took its place that has another model, currency or time zone: \
            `.open` opens that one. Or a file with a write-ahead log was changed in the middle of a question, in a \
            directory where SQLite can't keep it from that. Rows that were written before the error may be of two \
            states: ask again.
            """,
        wrong: "mv other.db shop.db   # while a prompt asks shop.db",
        right: "mv other.db shop.db\nclientele shop.db")

    package static let storeCodes: [DiagnosticCode] = [
        noSuchStore, notADatabase, notAStore, storeLocked, storeReadOnly, diskFull, newerStoreFormat, storeExists,
        cannotOpenStore, storeDamaged, storeFailure, interrupted, unfinishedWrite, integerOverflow, storeChanged,
    ]
}

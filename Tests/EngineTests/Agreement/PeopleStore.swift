import Engine
import Glibc
import Model
import Semantics
import Store
import Synchronization

/// A small database of what the generated shop has not: records of records that both have a time, events with a day
/// alone, records without a time, keys that are texts, references to records that somebody owns, times and owners that
/// are missing, amounts with three decimals, texts in several cases and scripts.
enum PeopleStore {
    static let model = """
        entity people "People" at joined_on {
          key code: text,
          name: text display,
          handle: text caseless,
          city: text display,
          born: date = epoch_days("born"),
          score: number,
          level: int,
          budget: money = "budget" / 1000,
          member: bool,
          usual: duration = milliseconds("usual"),
          joined_on: date = epoch_days("joined_on"),
          seen_at: time = epoch_seconds("seen_at"),
          referrer: people by referrer_code,
          marks: text list separated by ";",
        }
        entity depots {
          key id: int,
          town: text,
          opened: date = epoch_days("opened"),
          fee: money = "fee" / 1000,
          open: bool,
        }
        entity visits of people by person at visited_on {
          key id: int,
          person: text,
          visited_on: date = epoch_days("visited_on"),
          page: text,
          stay: duration = milliseconds("stay"),
          rating: number,
          depot: depots by depot_id,
        }
        entity orders of people by person at ordered_at {
          key id: int,
          person: text,
          ordered_at: time = epoch_seconds("ordered_at"),
          amount: money = "amount" / 1000,
          pieces: int,
          rate: number,
          status: text,
          express: bool,
          due: date = epoch_days("due"),
          note: text caseless,
          depot: depots by depot_id,
          previous: orders by previous_id,
        }
        entity parcels of orders by order_id at sent_at {
          key id: int,
          order_id: int,
          sent_at: time = epoch_seconds("sent_at"),
          weight: number,
          fee: money = "fee" / 1000,
          carrier: text,
          lost: bool,
          transit: duration = milliseconds("transit"),
          depot: depots by depot_id,
        }
        entity scans of parcels by parcel_id at scanned_at {
          key id: int,
          parcel_id: int,
          scanned_at: time = epoch_seconds("scanned_at"),
          place: text,
          pieces: int,
        }
        entity lines of orders by order_id {
          key id: int,
          order_id: int,
          article: text,
          quantity: int,
          price: money = "price" / 1000,
          gift: bool,
          options: text list separated by "/",
        }
        entity tags of people by person { key id: int, person: text, label: text, weight: int }
        entity credits of people by person at booked_on {
          key id: int,
          person: text,
          change: int,
          worth: money = "worth" / 1000,
          booked_on: date = epoch_days("booked_on"),
          lapses_on: date = epoch_days("lapses_on"),
          order_id: int,
        }
        """

    private static let tables = """
        CREATE TABLE people (code TEXT PRIMARY KEY, name TEXT, handle TEXT, city TEXT, born INTEGER, score REAL,
          level INTEGER, budget INTEGER,
          member INTEGER, usual INTEGER, joined_on INTEGER, seen_at INTEGER, referrer_code TEXT, marks TEXT);
        CREATE TABLE depots (id INTEGER PRIMARY KEY, town TEXT, opened INTEGER, fee INTEGER, open INTEGER);
        CREATE TABLE visits (id INTEGER PRIMARY KEY, person TEXT, visited_on INTEGER, page TEXT, stay INTEGER,
          rating REAL, depot_id INTEGER);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, person TEXT, ordered_at INTEGER, amount INTEGER, pieces INTEGER,
          rate REAL, status TEXT,
          express INTEGER, due INTEGER, note TEXT, depot_id INTEGER, previous_id INTEGER);
        CREATE TABLE parcels (id INTEGER PRIMARY KEY, order_id INTEGER, sent_at INTEGER, weight REAL, fee INTEGER,
          carrier TEXT, lost INTEGER,
          transit INTEGER, depot_id INTEGER);
        CREATE TABLE scans (id INTEGER PRIMARY KEY, parcel_id INTEGER, scanned_at INTEGER, place TEXT,
          pieces INTEGER);
        CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id INTEGER, article TEXT, quantity INTEGER, price INTEGER,
          gift INTEGER, options TEXT);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, person TEXT, label TEXT, weight INTEGER);
        CREATE TABLE credits (id INTEGER PRIMARY KEY, person TEXT, change INTEGER, worth INTEGER, booked_on INTEGER,
          lapses_on INTEGER, order_id INTEGER);
        CREATE INDEX visits_of ON visits (person);
        CREATE INDEX orders_of ON orders (person);
        CREATE INDEX parcels_of ON parcels (order_id);
        CREATE INDEX scans_of ON scans (parcel_id);
        CREATE INDEX lines_of ON lines (order_id);
        CREATE INDEX tags_of ON tags (person);
        CREATE INDEX credits_of ON credits (person);
        """

    private static let made = Mutex<String?>(nil)

    static func path() throws -> String {
        try made.withLock { made in
            if let path = made { return path }
            // Columns of attached databases are kept in the user's cache; these go with the process.
            setenv("XDG_CACHE_HOME", try FixtureStore.directory(), 1)
            let path = try FixtureStore.directory() + "/people.db"
            let database = try Database(path: path, mode: .create)
            defer { database.close() }
            var rows = PeopleRows()
            try database.execute(tables + "BEGIN;" + rows.statements().joined(separator: "\n") + "COMMIT;")
            made = path
            return path
        }
    }

    static func session(_ settings: Session.Settings) throws -> Session {
        var settings = settings
        settings.currency = "KWD"
        let attachment = try Attachment(
            path: try path(), modelName: "model.cq", modelText: Array(model.utf8), settings: settings)
        return try Session(attachment, settings: settings)
    }
}

/// What is in the database: few different values, so that times and amounts are often equal.
private struct PeopleRows {
    private var random = SeededGenerator(seed: 7)
    private static let people = 40
    /// Lists with blanks around texts, empty ones, the same twice, one that is part of another, several scripts.
    private static let marks = [
        "'vip;new'", "'VIP ; old'", "NULL", "''", "';;'", "'new'", "'vips;é;王'", "' vip'", "'old;old;É'",
    ]
    private static let options = ["'red/blue'", "'Red'", "NULL", "'red / '", "'blue/green/red'", "'redder'", "'/'"]
    /// 2025-12-31
    private static let lastDay: Int64 = 20_453

    /// One in how many records of records has no time.
    private let timeless = 10

    /// There is no seventh depot, for all that some rows refer to it.
    private let lastDepot: Int64 = 7

    /// Of one in so many it is missing.
    private mutating func maybe(_ oneIn: Int, _ value: String) -> String {
        Int.random(in: 0..<oneIn, using: &random) == 0 ? "NULL" : value
    }

    private mutating func number(_ range: ClosedRange<Int64>) -> String {
        String(Int64.random(in: range, using: &random))
    }

    private mutating func oneOf(_ texts: [String]) -> String {
        "'" + texts[Int.random(in: 0..<texts.count, using: &random)] + "'"
    }

    private mutating func share() -> String { String(Double(Int.random(in: -8...40, using: &random)) / 8) }

    /// Most often in the last two years, and often on one of a few days: ends of months, changes of summer time, leap
    /// days.
    private mutating func day() -> Int64 {
        let notable: [Int64] = [19_781, 19_782, 20_147, 20_177, 20_178, 20_387, 20_388, 20_361, 20_422]
        if Int.random(in: 0..<3, using: &random) == 0 {
            return notable[Int.random(in: 0..<notable.count, using: &random)]
        }
        return PeopleRows.lastDay - Int64.random(in: 0...900, using: &random)
    }

    /// Full and half hours, at noon more often than not, and sometimes a second around midnight.
    private mutating func second(_ day: Int64) -> String {
        let seconds: [Int64] = [43_200, 43_200, 43_200, 0, 86_399, 82_800, 79_200, 1_800, 5_400, 30_600]
        return String(day * 86_400 + seconds[Int.random(in: 0..<seconds.count, using: &random)])
    }

    mutating func statements() -> [String] {
        var statements: [String] = []
        func insert(_ table: String, _ values: [String]) {
            statements.append("INSERT INTO \(table) VALUES (\(values.joined(separator: ", ")));")
        }
        let codes = (0..<PeopleRows.people).map { ["p", "P", "q", "é", "王"][$0 % 5] + String($0 * 37 % 100) }
        for id in 1...6 {
            insert(
                "depots",
                [
                    String(id), oneOf(["Ulm", "ulm", "Köln", "重庆", "Oslo"]), maybe(4, String(day())),
                    maybe(4, number(0...9_999)), maybe(4, number(0...1)),
                ])
        }
        for (place, code) in codes.enumerated() {
            insert("people", person(code, codes) + [PeopleRows.marks[place % PeopleRows.marks.count]])
        }
        var order: Int64 = 0, parcel: Int64 = 0, others: Int64 = 0
        for code in codes + ["nobody"] {
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                others += 1
                insert(
                    "visits",
                    [
                        String(others), maybe(30, "'\(code)'"), maybe(12, String(day())),
                        maybe(6, oneOf(["home", "Home", "list", "cart", "help"])), maybe(5, number(1...90) + "000"),
                        maybe(5, share()), maybe(5, number(1...lastDepot)),
                    ])
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                order += 1
                let ordered = day()
                insert("orders", self.order(order, code, ordered))
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    parcel += 1
                    // Some are sent before they are ordered, for all that the table says.
                    let sent = ordered + Int64.random(in: -5...20, using: &random)
                    insert(
                        "parcels",
                        [
                            String(parcel), maybe(30, String(order)), maybe(timeless, second(sent)), maybe(6, share()),
                            maybe(6, number(-500...9_000)), maybe(6, oneOf(["dhl", "DHL", "ups", "post"])),
                            maybe(6, number(0...1)), maybe(6, number(1...72) + "00000"), maybe(5, number(1...6)),
                        ])
                    for _ in 0..<Int.random(in: 0...3, using: &random) {
                        others += 1
                        insert(
                            "scans",
                            [
                                String(others), String(parcel),
                                maybe(timeless, second(sent + Int64.random(in: -1...6, using: &random))),
                                maybe(6, oneOf(["Ulm", "Köln", "Oslo"])), maybe(6, number(0...4)),
                            ])
                    }
                }
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    others += 1
                    insert(
                        "lines",
                        [
                            String(others), String(order), maybe(6, oneOf(["shoe", "hat", "Hat", "tie"])),
                            maybe(6, number(-1...5)), maybe(6, number(0...20_000)), maybe(6, number(0...1)),
                            PeopleRows.options[Int(others) % PeopleRows.options.count],
                        ])
                }
            }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                others += 1
                insert(
                    "tags",
                    [
                        String(others), "'\(code)'", maybe(6, oneOf(["new", "old", "New", "vip"])),
                        maybe(6, number(-3...9)),
                    ])
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                others += 1
                let booked = day()
                insert(
                    "credits",
                    [
                        String(others), "'\(code)'", maybe(20, number(-9...15)), maybe(20, number(-9_000...15_000)),
                        maybe(15, String(booked)),
                        maybe(3, String(booked + Int64.random(in: -5...200, using: &random))), maybe(2, number(1...8)),
                    ])
            }
        }
        return statements
    }

    private mutating func person(_ code: String, _ codes: [String]) -> [String] {
        [
            "'\(code)'", maybe(8, oneOf(["Ann", "ann", "Bob", "王芳", "Éva", "Zoë"])),
            maybe(5, oneOf(["ann@x.de", "ANN@x.de", "bob@x.de", "Éva@y.fr", "éva@y.fr"])),
            maybe(5, oneOf(["Berlin", "berlin", "Köln", "重庆", "Ulm", ""])), maybe(5, number(-3_000...14_000)),
            maybe(5, share()), maybe(4, number(-2...5)),
            maybe(4, number(-3_000...90_000)), maybe(4, number(0...1)), maybe(4, number(1...90) + "000"),
            maybe(4, String(day())), maybe(4, second(day())),
            maybe(2, "'" + codes[Int.random(in: 0..<codes.count, using: &random)] + "'"),
        ]
    }

    private mutating func order(_ id: Int64, _ code: String, _ day: Int64) -> [String] {
        [
            String(id), maybe(40, "'\(code)'"), maybe(12, second(day)), maybe(8, number(-20...400) + "50"),
            maybe(6, number(0...6)), maybe(6, share()),
            maybe(6, oneOf(["paid", "open", "void", "Paid"])), maybe(6, number(0...1)),
            maybe(4, String(day + Int64.random(in: -3...60, using: &random))),
            maybe(4, oneOf(["fragile", "Fragile", "gift", "urgent gift"])), maybe(4, number(1...lastDepot)),
            maybe(2, number(1...max(1, id - 1))),
        ]
    }
}

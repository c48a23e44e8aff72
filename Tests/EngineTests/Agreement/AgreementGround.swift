import Engine
import Model
import Semantics
import Store

/// A store as of a moment, and texts for it.
struct AgreementGround {
    let name: String
    let readers: ReadersOfTexts
    var generator: TextGenerator

    /// Ends of days and moments within them; ends of months, a leap day, days on which summer time begins and ends.
    static func all() throws -> [AgreementGround] {
        try [
            ("shop", "2025-09-17", "UTC"), ("people", "2025-10-26", "Europe/Berlin"),
            ("shop", "2025-03-31T12:00", "America/New_York"), ("people", "2025-12-31", "UTC"),
            ("people", "2025-03-30T09:30", "Asia/Shanghai"), ("people", "2024-02-29", "America/New_York"),
        ].map { try AgreementGround($0.0, asOf: $0.1, timeZone: $0.2) }
    }

    private init(_ store: String, asOf: String, timeZone: String) throws {
        name = "\(store) as of \(asOf) in \(timeZone)"
        let files = TextFiles()
        let settings = Session.Settings(
            asOf: asOf, timeZone: timeZone, now: Instant(microseconds: 0), importReader: files)
        let path = try store == "shop" ? GeneratedShop.smallPath() : PeopleStore.path()
        let session = try store == "shop" ? Session(path: path, settings: settings) : PeopleStore.session(settings)
        let naive = try NaiveStore(path: path, model: session.environment.model)
        readers = ReadersOfTexts(session, naive, files)
        generator = TextGenerator(session, naive)
    }
}

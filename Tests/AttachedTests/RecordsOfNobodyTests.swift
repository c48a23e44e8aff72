import Testing

/// Records whose owner is missing or is not there belong to nobody: they are no rows, of any engine. And missing event
/// times come first.
struct RecordsOfNobodyTests {
    private static let database = """
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE visits (id INTEGER PRIMARY KEY, person INTEGER, day TEXT, place TEXT);
        CREATE TABLE notes (id INTEGER PRIMARY KEY, visit INTEGER, topic TEXT);
        INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob'), (4, 'Di');
        INSERT INTO visits VALUES (1, 1, '2026-06-04', 'x'), (2, 1, NULL, 'y'), (3, 3, '2026-06-02', 'x'), (4, NULL, '2026-06-03', 'x'), (5, 2, '2026-06-09', 'x'), (6, 1, '2026-06-01', 'x'), (7, 9, NULL, 'y');
        INSERT INTO notes VALUES (1, 3, 'a'), (2, 2, 'b'), (3, 8, 'a'), (4, 1, 'b'), (5, NULL, 'b'), (6, 5, 'a'), (7, 4, 'a');
        """
    private static let model = """
        entity people { key id: int, name: text display }
        entity visits of people by person at day { key id: int, day: date, place: text }
        entity notes of visits by visit { key id: int, topic: text }
        """

    private func ask(_ question: String) throws -> [String] {
        try AttachedFixture(RecordsOfNobodyTests.database).ask(RecordsOfNobodyTests.model, question)
    }

    @Test func recordsOfNobodyAreNoRows() throws {
        #expect(try ask("from visits | select id") == ["2", "6", "1", "5"])
        #expect(try ask("from notes | select id") == ["2", "4", "6"])
        // Whatever is asked of them, and whatever is not.
        #expect(try ask("from visits | aggregate { n = count() }") == ["4"])
        #expect(try ask("from visits | where not (people.name = \"Ann\") | select id") == ["5"])
        #expect(try ask("from notes | aggregate { n = count(), a = count(topic where topic = \"a\") }") == ["3,1"])
    }

    @Test func recordsOfEverybodyAreThoseOfAll() throws {
        #expect(try ask("from people | aggregate { n = sum(count(visits)), m = sum(count(visits.notes)) }") == ["4,3"])
    }

    @Test func missingTimesComeFirstAmongEquals() throws {
        #expect(try ask("from visits | sort place | select id") == ["6", "1", "5", "2"])
        #expect(try ask("from visits | sort place = \"z\" | take 2 | where place != \"z\" | select id") == ["2", "6"])
    }
}

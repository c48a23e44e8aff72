import Testing

/// Sequences and gaps where an event time is missing, is a day, is that of an owner, or is not there at all.
struct OrderOfEventsTests {
    private static let database = """
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE calls (id INTEGER PRIMARY KEY, person INTEGER, called TEXT);
        CREATE TABLE visits (id INTEGER PRIMARY KEY, person INTEGER, day TEXT);
        CREATE TABLE notes (id INTEGER PRIMARY KEY, visit INTEGER, topic TEXT);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, person INTEGER, word TEXT);
        INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cy');
        INSERT INTO calls VALUES (1, 1, '2026-06-01T09:00:00'), (2, 1, NULL), (3, 2, '2026-06-02T23:00:00'), (4, 3, NULL), (5, 2, '2026-06-05T10:00:00');
        INSERT INTO visits VALUES (1, 1, '2026-06-01'), (2, 1, '2026-06-04'), (3, 2, '2026-06-02'), (4, 2, NULL), (5, 3, '2026-06-09'), (6, 2, '2026-06-12');
        INSERT INTO notes VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'a'), (4, 4, 'b'), (5, 6, 'b');
        INSERT INTO tags VALUES (1, 1, 'x');
        """
    private static let model = """
        entity people { key id: int, name: text display }
        entity calls of people by person at called { key id: int, called: time }
        entity visits of people by person at day { key id: int, day: date }
        entity notes of visits by visit { key id: int, topic: text }
        entity tags of people by person { key id: int, word: text }
        """

    private func ask(_ question: String, asOf: String = "2026-06-30") throws -> [String] {
        try AttachedFixture(OrderOfEventsTests.database).ask(OrderOfEventsTests.model, question, asOf: asOf)
    }

    @Test func recordsWithoutATimeTakeNoPart() throws {
        // Cy has a call without a time only: neither behind nor before his visit.
        #expect(
            try ask("segment where sequence(calls then visits) or sequence(visits then calls)") == ["1,Ann", "2,Bob"])
        // The visit without a day excludes nothing either.
        #expect(try ask("segment where sequence(visits then calls without visits between)") == ["2,Bob"])
    }

    /// A day and a time of day are one behind the other only where the days are.
    @Test func daysAndTimesCompareByTheirDays() throws {
        // Ann called on 1 June, and visited on that day and on the 4th.
        #expect(try ask("segment where sequence(calls then visits within 2 days)") == [])
        #expect(try ask("segment where sequence(calls then visits within 3 days)") == ["1,Ann"])
        #expect(try ask("segment where sequence(visits then calls within 3 days)") == ["2,Bob"])
        #expect(try ask("segment where sequence(calls then visits within 3 days without visits between)") == ["1,Ann"])
    }

    @Test func recordsGoByTheTimeOfTheirOwner() throws {
        #expect(
            try ask(
                "segment where sequence(visits.notes where topic = \"a\" then visits.notes where topic = \"b\" within 3 days)"
            ) == ["1,Ann"])
        // Of one visit: its notes have one day, so that none follows another.
        #expect(try ask("from visits | where sequence(notes then notes) | select id") == [])
        #expect(try ask("from visits | where count(gap(notes)) > 0 | select id") == [])
    }

    @Test func gapsLeaveOutWhatHasNoTime() throws {
        #expect(
            try ask(
                "from people | select id, n = count(visits), gaps = count(gap(visits)), longest = max(gap(visits)), calls = sum(gap(calls))"
            )
                == ["1,2,1,3,0", "2,3,1,10,3", "3,1,0,,0"])
        #expect(
            try ask("from people | select id, last = last(gap(visits.notes where topic = \"b\"))") == ["1,", "2,", "3,"]
        )
    }

    @Test func hoursNeedTimes() throws {
        #expect(
            try ask("segment where sequence(calls then visits within 3 hours)") == [
                "E0402 visits happen on a day, without a time of day"
            ])
        #expect(
            try ask("segment where sequence(visits then calls within 30 minutes)") == [
                "E0402 visits happen on a day, without a time of day"
            ])
        #expect(try ask("segment where sequence(calls then calls within 84 hours)") == ["2,Bob"])
    }

    @Test func recordsWithoutAnEventTimeComeInNoOrder() throws {
        #expect(
            try ask("segment where sequence(calls then tags)") == [
                "E0407 tags have no event time, so that they come in no order"
            ])
        #expect(
            try ask("segment where sequence(calls then calls without tags between)") == [
                "E0407 tags have no event time, so that they come in no order"
            ])
        #expect(
            try ask("segment where max(gap(tags)) > 3") == [
                "E0407 tags have no event time, so that they come in no order"
            ])
    }
}

import Engine
import Testing

/// A generated store books what lapses on the day it lapses: until its last day the balance is the sum of the bookings.
struct PointsBalanceTests {
    @Test(arguments: ["2024-05-01", "2025-03-31", LawTests.day])
    func whatLapsesIsWhatIsBookedOut(day: String) throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: day)
        #expect(try session.rows("from customers | where points_balance != sum(points.change) | select id") == [])
        #expect(
            try session.rows("from customers | aggregate { n = count(id where points_balance > 0) } | where n > 5")
                .count == 1)
    }

    @Test func whatNobodyBookedOutHasLapsed() throws {
        let session = try Session.open(try GeneratedShop.path(), asOf: "2035-01-01")
        #expect(try session.rows("from customers | where points_balance > 0 | select id") == [])
        #expect(try session.rows("from customers | where sum(points.change) > 0 | select id").count > 5)
    }
}

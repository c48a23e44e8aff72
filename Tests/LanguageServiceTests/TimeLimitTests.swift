import Concurrency
import Synchronization
import Testing
@testable import LanguageService

@Suite struct TimeLimitTests {
    /// Work that has not begun when the time is up looks for a stop only later.
    @Test func aStopThatCameTooEarlyComesAgain() {
        let stops = Atomic(0)
        TimeLimit.run(seconds: 0, cancellation: .never, stop: { stops.wrappingAdd(1, ordering: .relaxed) }) {
            while stops.load(ordering: .relaxed) == 0 {}
            let before = stops.load(ordering: .relaxed)
            while stops.load(ordering: .relaxed) == before {}
        }
        #expect(stops.load(ordering: .relaxed) >= 2)
    }

    @Test func whatEndsInTimeIsNotStopped() {
        let stops = Atomic(0)
        #expect(
            TimeLimit.run(
                seconds: 60, cancellation: .never, stop: { stops.wrappingAdd(1, ordering: .relaxed) }, { 7 }) == 7)
        #expect(stops.load(ordering: .relaxed) == 0)
    }
}

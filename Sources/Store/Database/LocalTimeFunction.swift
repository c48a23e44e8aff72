package import Model

extension Database {
    /// Makes two functions known to this connection. `clientele_local(microseconds, zone)`: an instant as the clocks of
    /// the zone show it, in microseconds since 1970-01-01 of that clock. `clientele_local_day(microseconds, zone)`: its
    /// day there. A time zone with summer time has hundreds of changes, which would make a statement of a hundred
    /// kilobytes if it spelt them out; zones without changes need no function and get none.
    ///
    /// The zone's name is there for whoever reads the statement.
    package func registerLocalTime(in zone: TimeZoneRules) throws(StoreError) {
        guard !zone.transitions.isEmpty else { return }
        try register("clientele_local", argumentCount: 2) { call in
            if call.isNull(0) { return call.returnArgument(0) }
            let instant = call.int64(0)
            let offset = zone.offsetSeconds(at: Instant(microseconds: instant)) * Instant.microsecondsPerSecond
            call.returnValue(instant.addingReportingOverflow(offset).partialValue)
        }
        try register("clientele_local_day", argumentCount: 2) { call in
            if call.isNull(0) { return call.returnArgument(0) }
            call.returnValue(Int64(zone.day(of: Instant(microseconds: call.int64(0))).daysSinceEpoch))
        }
    }
}

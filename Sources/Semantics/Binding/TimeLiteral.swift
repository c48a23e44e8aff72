package import Model

/// A time of day as scripts write it, outside a script.
package enum TimeLiteral {
    /// `2026-03-01T09:00[:30][Z|+08:00]`; nil where the text is none.
    package static func instant(_ text: String, zone: TimeZoneRules) -> Instant? {
        switch Binder.argumentValue(text, .time, currency: .usd) {
        case .literal(.time(let instant)): instant
        case .localTime(let local): zone.instant(of: local)
        default: nil
        }
    }
}

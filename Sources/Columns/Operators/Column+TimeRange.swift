import Planning

extension Column {
    /// Whether every row's time is known to lie within a range, so that rows need not be asked. Says no where it is not
    /// sure.
    func isWithin(_ range: TimeRange) -> Bool {
        guard let extremes, validity == nil || range.admitsMissing && range.from == nil else { return false }
        return range.from.map { extremes.lowerBound >= $0 } ?? true && range.to.map { extremes.upperBound < $0 } ?? true
    }
}

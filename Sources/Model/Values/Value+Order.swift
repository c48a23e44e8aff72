extension Value {
    /// Whether it comes before another value of its kind where results are sorted: texts by their bytes, false before
    /// true, missing values last.
    package func precedes(_ other: Value) -> Bool {
        switch (self, other) {
        case (.missing, _): false
        case (_, .missing): true
        case (.bool(let a), .bool(let b)): !a && b
        case (.int(let a), .int(let b)), (.money(let a), .money(let b)), (.duration(let a), .duration(let b)): a < b
        case (.number(let a), .number(let b)): a < b
        case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.date(let a), .date(let b)): a < b
        case (.time(let a), .time(let b)): a.microseconds < b.microseconds
        default: false
        }
    }
}

/// Seconds in the unit that people would choose: `844 µs`, `12 ms`, `1.39 s`.
package func elapsedTime(_ seconds: Double) -> String {
    switch seconds {
    case ..<0.001: "\(Int(seconds * 1_000_000)) µs"
    case ..<1: "\(Int((seconds * 1000).rounded())) ms"
    default: "\(Double(Int(seconds * 100)) / 100) s"
    }
}

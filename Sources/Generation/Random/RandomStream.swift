/// A stream of pseudo-random bits: xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64.
///
/// Streams are addressed by what they are for, so a customer's stream needs no draw of any other customer.
struct RandomStream: Sendable {
    /// Purpose of a stream. Separate streams let one part of a customer be drawn again without the rest.
    enum Purpose: UInt64 {
        case market = 1, joining, identity, behaviour
    }

    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    init(seed: UInt64, customer: Int = 0, purpose: Purpose) {
        var mixer = SplitMix64(state: seed)
        mixer.state = mixer.next() ^ UInt64(truncatingIfNeeded: customer)
        mixer.state = mixer.next() ^ purpose.rawValue
        a = mixer.next()
        b = mixer.next()
        c = mixer.next()
        d = mixer.next()
    }

    mutating func next() -> UInt64 {
        let scrambled = b &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d << 45 | d >> 19
        return result
    }

    /// A whole number in `0..<bound`; the bias of the multiplication is below 2^-32 for the bounds used here.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Strictly between 0 and 1.
    mutating func uniform() -> Double {
        (Double(next() >> 12) + 0.5) * 0x1p-52
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double(next() >> 11) * 0x1p-53 < probability
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}

/// Steele, Lea and Flood 2014: turns any 64 bits, however regular, into a well-mixed sequence.
struct SplitMix64: Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

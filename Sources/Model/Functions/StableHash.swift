/// Puts keys into 2^32 buckets, the same on every machine, in every run and on every engine: what `sample 10% seed
/// "q3"` stands on.
///
/// The hash is XXH64 (Collet, the xxHash specification 0.1.1), because it is published, has test vectors, and is built
/// into Spark:
///
///     digest(key, seed) = XXH64(key, seed: XXH64(seed, seed: 42))      Spark: xxhash64('q3', CAST(key AS STRING))
///     bucket            = the upper 32 bits of the digest              Spark: shiftrightunsigned(…, 32)
///
/// A key enters as the UTF-8 bytes of its canonical text: text as it is, whole numbers as decimal digits, numbers as
/// `ValueFormat` writes them, everything else as the whole number that stores hold for it (days, microseconds, minor
/// units, 0 and 1). The results must never change: a sample that was frozen or published has to be found again.
package struct StableHash: Sendable {
    /// One more than the largest bucket.
    package static let bucketCount: Int64 = 1 << 32

    /// The digest of the seed's text, which stirs that of every key.
    private let seed: UInt64

    package init(seed: String) {
        var seed = seed
        self.seed = seed.withUTF8 { StableHash.digest($0, seed: 42) }
    }

    package init(seed: UTF8Bytes) { self.seed = StableHash.digest(seed, seed: 42) }

    package func bucket(_ key: UTF8Bytes) -> UInt32 {
        UInt32(truncatingIfNeeded: StableHash.digest(key, seed: seed) >> 32)
    }

    package func bucket(_ key: Int64) -> UInt32 {
        // Sign and nineteen digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = digits.count
            var rest = key.magnitude
            repeat {
                first -= 1
                digits[first] = UInt8(truncatingIfNeeded: 48 + rest % 10)
                rest /= 10
            } while rest > 0
            if key < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            return bucket(UTF8Bytes(rebasing: digits[first...]))
        }
    }

    package func bucket(_ key: Double) -> UInt32 {
        var text: [UInt8] = []
        ValueFormat.append(key, to: &text)
        return text.withUnsafeBufferPointer(bucket)
    }

    /// nil for a missing key.
    package func bucket(_ key: Value) -> UInt32? {
        switch key {
        case .missing: nil
        case .bool(let flag): bucket(Int64(flag ? 1 : 0))
        case .int(let number), .money(let number), .duration(let number): bucket(number)
        case .number(let number): bucket(number)
        case .text(var text): text.withUTF8(bucket)
        case .date(let date): bucket(Int64(date.daysSinceEpoch))
        case .time(let instant): bucket(instant.microseconds)
        }
    }

    /// Buckets below this make a sample of `fraction` of all keys; samples of one seed lie inside each other.
    ///
    /// - Parameter fraction: 0.1 for 10%; what lies outside 0…1, or is no number, counts as the nearer end, or as none.
    package static func threshold(fraction: Double) -> Int64 {
        fraction > 0 ? Int64((min(fraction, 1) * Double(bucketCount)).rounded()) : 0
    }
}

// MARK: - XXH64

extension StableHash {
    private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5
    )

    package static func digest(_ bytes: UTF8Bytes, seed: UInt64) -> UInt64 {
        let (p1, p2, p3, p4, p5) = primes
        let raw = UnsafeRawBufferPointer(bytes)
        var position = 0
        var hash = seed &+ p5
        if raw.count >= 32 {
            var (a, b, c, d) = (seed &+ p1 &+ p2, seed &+ p2, seed, seed &- p1)
            repeat {
                a = round(a, word(raw, position))
                b = round(b, word(raw, position + 8))
                c = round(c, word(raw, position + 16))
                d = round(d, word(raw, position + 24))
                position += 32
            } while position + 32 <= raw.count
            hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
            for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* p1 &+ p4 }
        }
        hash &+= UInt64(raw.count)
        while position + 8 <= raw.count {
            hash = rotate(hash ^ round(0, word(raw, position)), 27) &* p1 &+ p4
            position += 8
        }
        if position + 4 <= raw.count {
            let half = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            hash = rotate(hash ^ UInt64(half) &* p1, 23) &* p2 &+ p3
            position += 4
        }
        while position < raw.count {
            hash = rotate(hash ^ UInt64(raw[position]) &* p5, 11) &* p1
            position += 1
        }
        hash = (hash ^ hash >> 33) &* p2
        hash = (hash ^ hash >> 29) &* p3
        return hash ^ hash >> 32
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* primes.1, 31) &* primes.0
    }

    private static func rotate(_ x: UInt64, _ count: UInt64) -> UInt64 { x &<< count | x &>> (64 &- count) }
}

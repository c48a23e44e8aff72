internal import Model

/// Identity of a row without a key: SipHash-2-4 of its cells, 128 bits.
///
/// Equal rows have equal digests; a collision between different rows is as likely as two files with the same SHA-1, and
/// no import comes near the number of rows where it begins to matter.
struct RowDigest {
    static let size = 16

    private var v0: UInt64, v1: UInt64, v2: UInt64, v3: UInt64
    private var pending: UInt64 = 0
    private var count: UInt64 = 0

    /// - Parameter key: the two halves of the hash's key; that of tests is the reference's.
    init(key: (UInt64, UInt64) = (0x436C_6965_6E74_656C, 0x6520_726F_7720_6B65)) {
        v0 = key.0 ^ 0x736F_6D65_7073_6575
        v1 = key.1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
        v2 = key.0 ^ 0x6C79_6765_6E65_7261
        v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    /// A cell, told apart from its neighbours by how long it is.
    mutating func update(cell: UTF8Bytes) {
        var length = UInt64(cell.count)
        for _ in 0..<4 {
            update(UInt8(truncatingIfNeeded: length))
            length >>= 8
        }
        update(cell)
    }

    mutating func update(_ bytes: UTF8Bytes) {
        for byte in bytes { update(byte) }
    }

    private mutating func update(_ byte: UInt8) {
        pending |= UInt64(byte) << (count % 8 * 8)
        count &+= 1
        if count % 8 == 0 {
            compress(pending)
            pending = 0
        }
    }

    /// The digest of everything so far.
    func finish() -> (UInt64, UInt64) {
        var copy = self
        copy.compress(pending | count << 56)
        copy.v2 ^= 0xEE
        for _ in 0..<4 { copy.round() }
        let first = copy.v0 ^ copy.v1 ^ copy.v2 ^ copy.v3
        copy.v1 ^= 0xDD
        for _ in 0..<4 { copy.round() }
        return (first, copy.v0 ^ copy.v1 ^ copy.v2 ^ copy.v3)
    }

    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func round() {
        v0 &+= v1
        v1 = RowDigest.rotate(v1, 13) ^ v0
        v0 = RowDigest.rotate(v0, 32)
        v2 &+= v3
        v3 = RowDigest.rotate(v3, 16) ^ v2
        v0 &+= v3
        v3 = RowDigest.rotate(v3, 21) ^ v0
        v2 &+= v1
        v1 = RowDigest.rotate(v1, 17) ^ v2
        v2 = RowDigest.rotate(v2, 32)
    }

    private static func rotate(_ x: UInt64, _ n: UInt64) -> UInt64 { x &<< n | x &>> (64 &- n) }
}

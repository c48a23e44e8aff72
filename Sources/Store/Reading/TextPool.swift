internal import Glibc

/// The different texts that a scan has met, in the order in which it met them; a text's code is its place.
package final class TextPool {
    package static let missing = UInt32.max

    package private(set) var count = 0
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCapacity = 512
    /// `count + 1` of them.
    private var offsets: UnsafeMutablePointer<Int>
    private var hashes: UnsafeMutablePointer<UInt32>
    private var capacity = 64
    /// Codes plus one by hash, 0 where free; a power of two, at most half full.
    private var slots: UnsafeMutablePointer<UInt32>
    private var slotMask = 127

    package init() {
        bytes = .allocate(capacity: byteCapacity)
        offsets = .allocate(capacity: capacity + 1)
        hashes = .allocate(capacity: capacity)
        slots = .allocate(capacity: slotMask + 1)
        slots.update(repeating: 0, count: slotMask + 1)
        offsets[0] = 0
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
        hashes.deallocate()
        slots.deallocate()
    }

    package var byteCount: Int { offsets[count] }

    /// Valid until the next text is added.
    package func text(_ code: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + offsets[code], count: offsets[code + 1] - offsets[code])
    }

    /// - Precondition: fewer than 2^32 - 1 different texts.
    package func code(of text: UnsafeRawBufferPointer) -> UInt32 {
        let hash = TextPool.hash(text)
        var slot = Int(hash) & slotMask
        while slots[slot] != 0 {
            let code = Int(slots[slot]) - 1
            if hashes[code] == hash, matches(code, text) { return UInt32(code) }
            slot = (slot + 1) & slotMask
        }
        return add(text, hash, slot)
    }

    private func matches(_ code: Int, _ text: UnsafeRawBufferPointer) -> Bool {
        let start = offsets[code]
        guard offsets[code + 1] - start == text.count else { return false }
        guard let base = text.baseAddress else { return true }
        return memcmp(bytes + start, base, text.count) == 0
    }

    private func add(_ text: UnsafeRawBufferPointer, _ hash: UInt32, _ slot: Int) -> UInt32 {
        let start = offsets[count]
        if start + text.count > byteCapacity { growBytes(start + text.count) }
        if let base = text.baseAddress { memcpy(bytes + start, base, text.count) }
        if count == capacity { growTexts() }
        let code = count
        hashes[code] = hash
        offsets[code + 1] = start + text.count
        slots[slot] = UInt32(code + 1)
        count += 1
        if count * 2 > slotMask { growSlots() }
        return UInt32(code)
    }

    private func growBytes(_ needed: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(needed, byteCapacity * 2))
        larger.update(from: bytes, count: offsets[count])
        bytes.deallocate()
        bytes = larger
        byteCapacity = max(needed, byteCapacity * 2)
    }

    private func growTexts() {
        let largerOffsets = UnsafeMutablePointer<Int>.allocate(capacity: capacity * 2 + 1)
        largerOffsets.update(from: offsets, count: count + 1)
        offsets.deallocate()
        offsets = largerOffsets
        let largerHashes = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
        largerHashes.update(from: hashes, count: count)
        hashes.deallocate()
        hashes = largerHashes
        capacity *= 2
    }

    private func growSlots() {
        let size = (slotMask + 1) * 4
        slots.deallocate()
        slots = .allocate(capacity: size)
        slots.update(repeating: 0, count: size)
        slotMask = size - 1
        for code in 0..<count {
            var slot = Int(hashes[code]) & slotMask
            while slots[slot] != 0 { slot = (slot + 1) & slotMask }
            slots[slot] = UInt32(code + 1)
        }
    }

    /// The hash of a short text, without a loop: most texts that repeat are short.
    @inline(__always)
    private static func hash(_ text: UnsafeRawBufferPointer) -> UInt32 {
        let count = text.count
        guard count <= 16, let base = text.baseAddress else { return hash(long: text) }
        var first: UInt64 = 0, last: UInt64 = 0
        if count >= 8 {
            first = base.loadUnaligned(as: UInt64.self)
            last = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(base.loadUnaligned(as: UInt32.self))
            last = UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else if count > 0 {
            first = UInt64(text[0]) << 16 | UInt64(text[count / 2]) << 8 | UInt64(text[count - 1])
        }
        return UInt32(
            truncatingIfNeeded: mix(mix(first ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15) ^ last)
                >> 16)
    }

    @inline(never)
    private static func hash(long text: UnsafeRawBufferPointer) -> UInt32 {
        var state = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
        var position = 0
        while position + 8 <= text.count {
            state = mix(state ^ text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        var rest: UInt64 = 0
        while position < text.count {
            rest = rest << 8 | UInt64(text[position])
            position += 1
        }
        return UInt32(truncatingIfNeeded: mix(state ^ rest) >> 16)
    }

    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }

    // MARK: Order

    /// The codes, ordered by their texts' bytes.
    package func sortedCodes() -> [UInt32] {
        // The first eight bytes decide nearly always.
        var keys = [(prefix: UInt64, code: UInt32)]()
        keys.reserveCapacity(count)
        for code in 0..<count { keys.append((TextPool.prefix(text(code)), UInt32(code))) }
        keys.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            return TextPool.compare(text(Int(left.code)), text(Int(right.code))) < 0
        }
        return keys.map(\.code)
    }

    private static func prefix(_ text: UnsafeRawBufferPointer) -> UInt64 {
        if text.count >= 8 { return UInt64(bigEndian: text.loadUnaligned(as: UInt64.self)) }
        var word: UInt64 = 0
        for index in 0..<8 { word = word << 8 | (index < text.count ? UInt64(text[index]) : 0) }
        return word
    }

    /// By bytes, as SQLite's BINARY compares.
    package static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        if let a = left.baseAddress, let b = right.baseAddress {
            let order = Int(memcmp(a, b, min(left.count, right.count)))
            if order != 0 { return order }
        }
        return left.count - right.count
    }
}

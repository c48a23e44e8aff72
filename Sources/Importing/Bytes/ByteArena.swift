internal import Model
internal import Store

/// Bytes of many texts, one behind the other, in plain memory that is used again and again.
///
/// A class, because to change a structure inside of another class costs a check of exclusivity at every text.
final class ByteArena {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    var bytes: UTF8Bytes { UTF8Bytes(start: start, count: count) }

    func bytes(from offset: Int, count length: Int) -> UTF8Bytes { UTF8Bytes(start: start + offset, count: length) }

    func append(_ bytes: UTF8Bytes) {
        if capacity - count < bytes.count { grow(by: bytes.count) }
        if let base = bytes.baseAddress { (start + count).update(from: base, count: bytes.count) }
        count += bytes.count
    }

    /// Takes back what was appended last.
    func drop(downTo count: Int) { self.count = min(self.count, count) }

    private func grow(by length: Int) {
        let larger = max(capacity * 2, count + length)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: start, count: count)
        start.deallocate()
        start = moved
        capacity = larger
    }
}

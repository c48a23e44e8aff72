internal import Model
internal import Store

/// The stretch of the input that holds the record being read: records are never split, so cells are slices of it.
final class RecordBuffer {
    private let source: any ByteStream
    /// Name of the input, for messages.
    let name: String
    /// Plain memory rather than an array: cells are read through pointers into it while the reader keeps its place.
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private let limit: Int
    /// First byte that is not consumed.
    private(set) var start = 0
    /// Behind the last byte read.
    private(set) var filled = 0
    private(set) var isAtEnd = false
    /// Physical line, from 1, of the byte at `start`.
    private(set) var line = 1
    private(set) var bytesConsumed: Int64 = 0

    /// How far the input has been read, where that is not what was consumed here.
    var position: (() -> Int64?)?

    init(
        _ source: any ByteStream, name: String = "the input", capacity: Int = 1 << 20,
        limit: Int = ImportLimits.recordBytes
    ) {
        self.source = source
        self.name = name
        self.capacity = capacity
        self.limit = max(limit, capacity)
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    var count: Int { filled - start }
    var bytesRead: Int64 { position?() ?? bytesConsumed }

    /// Reads on behind `filled`. False where the record that starts at `start` has reached the limit.
    /// Indexes into `bytes` from before the call are void, except relative to `start`.
    func readMore() throws(StoreError) -> Bool {
        if isAtEnd { return true }
        if start > 0 {
            bytes.update(from: bytes + start, count: count)
            filled -= start
            start = 0
        }
        let isGrowing = filled == capacity
        if isGrowing {
            guard capacity < limit else { return false }
            grow(to: min(capacity * 2, limit))
        }
        // A long record is scanned again after every read, so for one the whole of the new room is filled.
        repeat {
            let room = UnsafeMutableRawBufferPointer(start: bytes + filled, count: capacity - filled)
            let count = try source.read(into: room)
            if count == 0 { isAtEnd = true }
            filled += count
        } while isGrowing && !isAtEnd && filled < capacity
        return true
    }

    private func grow(to size: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        larger.update(from: bytes, count: filled)
        bytes.deallocate()
        bytes = larger
        capacity = size
    }

    /// - Parameter lines: physical lines that end in the bytes given up.
    func consume(to position: Int, lines: Int) {
        bytesConsumed += Int64(position - start)
        start = position
        line += lines
    }

    func slice(_ range: Range<Int>) -> UTF8Bytes { UTF8Bytes(start: bytes + range.lowerBound, count: range.count) }

    /// Gives up the physical line at `start`, however long, and returns its beginning without the line break.
    func skipLine() throws(StoreError) -> [UInt8] {
        var kept: [UInt8] = []
        let lineStart = bytesConsumed
        while true {
            if bytesConsumed - lineStart > ImportLimits.lineBytes {
                throw StoreError(
                    .unreadableInput,
                    "cannot read \(name): line \(line) does not end within \(ImportLimits.lineBytes >> 20) MiB")
            }
            var i = start
            while i < filled, bytes[i] != UInt8(ascii: "\n"), bytes[i] != UInt8(ascii: "\r") { i += 1 }
            let room = ImportLimits.recordBytes - kept.count
            if room > 0 { kept.append(contentsOf: slice(start..<min(i, start + room))) }
            if i < filled {
                if bytes[i] == UInt8(ascii: "\r") {
                    if i + 1 == filled, !isAtEnd {
                        consume(to: i, lines: 0)
                        _ = try readMore()
                        i = start
                    }
                    if i + 1 < filled, bytes[i + 1] == UInt8(ascii: "\n") { i += 1 }
                }
                consume(to: i + 1, lines: 1)
                return kept
            }
            consume(to: i, lines: 0)
            if isAtEnd { return kept }
            _ = try readMore()
        }
    }
}

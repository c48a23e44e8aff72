internal import CZlib
internal import Store

/// The files in a zip archive (APPNOTE 6.3), also one of more than 4 GiB.
///
/// Enters: a file that can be read at any place. Leaves: its entries, and the bytes of each. Never: an entry whose sum
/// is wrong, without a word; memory by what an entry claims to be.
struct ZipArchive {
    struct Entry {
        let name: String
        fileprivate let method: UInt16
        fileprivate let isEncrypted: Bool
        fileprivate let crc: UInt32
        fileprivate let compressedSize: UInt64
        fileprivate let size: UInt64
        fileprivate let headerOffset: UInt64

        var isDirectory: Bool { name.hasSuffix("/") }
    }

    let entries: [Entry]
    private let source: ByteSource

    /// Maximum size of an archive's directory in bytes: it is held in memory.
    private static let directoryLimit = 16 << 20

    init(_ source: ByteSource) throws(StoreError) {
        self.source = source
        guard let size = source.totalBytes else {
            throw StoreError(.unreadableInput, "\(source.name) is a zip file, which can't be read from a pipe",
                             notes: ["name the file itself"])
        }
        let end = try ZipArchive.end(of: source, UInt64(size))
        guard end.size <= ZipArchive.directoryLimit, end.offset &+ end.size <= UInt64(size) else {
            throw ZipArchive.damaged(source)
        }
        entries = try ZipArchive.entries(in: try source.bytes(at: end.offset, count: Int(end.size)), end.count, source)
    }

    func entry(named name: String) -> Entry? {
        entries.first { $0.name == name } ?? entries.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The bytes of an entry, as they were before they were packed.
    func stream(_ entry: Entry) throws(StoreError) -> any ByteStream {
        if entry.isEncrypted {
            throw StoreError(.unreadableInput, "\(source.name) is locked with a password",
                             notes: ["save it without one, and import that"])
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw StoreError(
                .unreadableInput, "\(source.name) is packed in a way that is not read here (method \(entry.method))",
                             notes: ["unpack it, and import what was in it"])
        }
        let header = LittleEndian(try source.bytes(at: entry.headerOffset, count: 30))
        guard header.uint32(0) == 0x0403_4B50 else { throw ZipArchive.damaged(source) }
        let start = entry.headerOffset + 30 + UInt64(header.uint16(26)) + UInt64(header.uint16(28))
        let packed = SectionStream(source, start: start, count: entry.compressedSize)
        return try ZipEntryStream(packed, entry, name: source.name)
    }

    // MARK: The directory

    private static func end(of source: ByteSource, _ size: UInt64) throws(StoreError)
        -> (offset: UInt64, size: UInt64, count: UInt64)
    {
        // A comment of up to 64 KiB may stand behind the end record of 22 bytes.
        let count = min(size, 22 + 0xFFFF)
        let start = size - count
        let tail = LittleEndian(try source.bytes(at: start, count: Int(count)))
        guard count >= 22, let place = (0...Int(count) - 22).last(where: { tail.uint32($0) == 0x0605_4B50 }) else {
            throw damaged(source)
        }
        var end = (
            offset: UInt64(tail.uint32(place + 16)), size: UInt64(tail.uint32(place + 12)),
            count: UInt64(tail.uint16(place + 10))
        )
        if place >= 20, tail.uint32(place - 20) == 0x0706_4B50 {
            let offset = tail.uint64(place - 12)
            guard size >= 56, offset <= size - 56 else { throw damaged(source) }
            let large = LittleEndian(try source.bytes(at: offset, count: 56))
            guard large.uint32(0) == 0x0606_4B50 else { throw damaged(source) }
            end = (large.uint64(48), large.uint64(40), large.uint64(32))
        }
        return end
    }

    private static func entries(
        in bytes: [UInt8], _ count: UInt64, _ source: ByteSource
    ) throws(StoreError) -> [Entry] {
        let directory = LittleEndian(bytes)
        var entries: [Entry] = [], place = 0
        while entries.count < count, place + 46 <= bytes.count, directory.uint32(place) == 0x0201_4B50 {
            let nameLength = Int(directory.uint16(place + 28)), extraLength = Int(directory.uint16(place + 30))
            let next = place + 46 + nameLength + extraLength + Int(directory.uint16(place + 32))
            guard next <= bytes.count else { throw damaged(source) }
            var sizes = [24, 20, 42].map { UInt64(directory.uint32(place + $0)) }
            readLargeSizes(&sizes, directory, place + 46 + nameLength, extraLength)
            entries.append(Entry(
                name: String(decoding: bytes[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self),
                method: directory.uint16(place + 10), isEncrypted: directory.uint16(place + 8) & 1 == 1,
                crc: directory.uint32(place + 16), compressedSize: sizes[1], size: sizes[0], headerOffset: sizes[2]))
            place = next
        }
        guard UInt64(entries.count) == count else { throw damaged(source) }
        return entries
    }

    /// Sizes that have no room in 32 bits follow in a field of their own, those that need it alone.
    private static func readLargeSizes(
        _ sizes: inout [UInt64], _ directory: LittleEndian, _ start: Int, _ length: Int
    ) {
        var place = start
        while place + 4 <= start + length {
            let kind = directory.uint16(place), end = place + 4 + Int(directory.uint16(place + 2))
            if kind == 1 {
                var value = place + 4
                for index in sizes.indices where sizes[index] == 0xFFFF_FFFF && value + 8 <= end {
                    sizes[index] = directory.uint64(value)
                    value += 8
                }
            }
            place = end
        }
    }

    fileprivate static func damaged(_ source: ByteSource) -> StoreError { damaged(source.name) }

    fileprivate static func damaged(_ name: String) -> StoreError {
        StoreError(.unreadableInput, "cannot read \(name): its zip data is damaged, or was not copied whole",
                   notes: ["nothing was imported"])
    }
}

/// Part of a file.
private final class SectionStream: ByteStream {
    private let source: ByteSource
    private var offset: UInt64
    private var left: UInt64

    init(_ source: ByteSource, start: UInt64, count: UInt64) {
        self.source = source
        offset = start
        left = count
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        let wanted = Int(min(left, UInt64(buffer.count)))
        if wanted == 0 { return 0 }
        let count = try source.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        offset += UInt64(count)
        left -= UInt64(count)
        return count
    }
}

/// An entry unpacked, and held against the sum that the archive has of it.
private final class ZipEntryStream: ByteStream {
    private var window: StreamWindow
    private let inflater: Inflater?
    private let entry: ZipArchive.Entry
    private let name: String
    private var sum: UInt = 0
    private var produced: UInt64 = 0
    private var isOver = false

    init(_ packed: any ByteStream, _ entry: ZipArchive.Entry, name: String) throws(StoreError) {
        window = StreamWindow(packed)
        inflater = entry.method == 0 ? nil : try Inflater(.raw)
        self.entry = entry
        self.name = name
        sum = crc32(0, nil, 0)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        while !isOver {
            if window.count == 0 { try window.fill() }
            let isLast = window.count == 0 && window.isAtEnd
            let count = try step(into: buffer)
            if count > 0 {
                note(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return count
            }
            if isLast, !isOver { throw ZipArchive.damaged(name) }
        }
        guard produced == entry.size, UInt32(truncatingIfNeeded: sum) == entry.crc else {
            throw ZipArchive.damaged(name)
        }
        return 0
    }

    private func step(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        guard let inflater else {
            let count = window.withBytes { bytes in
                let count = min(bytes.count, buffer.count)
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
                return count
            }
            window.drop(count)
            isOver = count == 0 && window.isAtEnd
            return count
        }
        let step = window.withBytes { inflater.step($0, into: buffer) }
        window.drop(step.consumed)
        switch step.outcome {
        case .more: break
        case .end: isOver = true
        case .damaged: throw ZipArchive.damaged(name)
        }
        return step.produced
    }

    private func note(_ bytes: UnsafeRawBufferPointer) {
        produced += UInt64(bytes.count)
        sum = crc32(sum, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(clamping: bytes.count))
    }
}

/// Numbers as zip files write them. What lies behind the end is 0.
private struct LittleEndian {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func uint16(_ place: Int) -> UInt16 { UInt16(truncatingIfNeeded: number(place, 2)) }
    func uint32(_ place: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(place, 4)) }
    func uint64(_ place: Int) -> UInt64 { number(place, 8) }

    private func number(_ place: Int, _ count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (place..<place + count).reversed() {
            value = value << 8 | (bytes.indices.contains(index) ? UInt64(bytes[index]) : 0)
        }
        return value
    }
}

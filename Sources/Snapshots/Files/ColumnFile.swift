internal import Columns
internal import Glibc
internal import Model
internal import Store

/// The content of one file: a few numbers, and pieces of bytes.
struct ColumnFileContent {
    /// The values' type, count, width and the like, in the order that the initialisers give.
    var numbers: [Int64]
    /// Empty where there is none.
    var pieces: [ColumnBytes?]
}

/// The bytes of a file of the snapshot: a header of 256 bytes, then the pieces, each at a multiple of 64.
///
/// The header says of which store, in which state, and of which declaration in the model the file is; its own checksum
/// covers it, and that of the payload everything behind it, so that no bit of a file can change unnoticed.
enum ColumnFile {
    /// Files of another version are built anew.
    static let version: UInt32 = 2
    static let headerSize = 256
    static let numberCount = 8
    static let pieceCount = 4
    private static let magic: UInt64 = 0x0A4C_4F43_544E_4C43  // "CLNTCOL\n"
    private static let seed: UInt64 = 0x736E_6170

    /// The state and the declarations that a file must match.
    struct Identity: Hashable {
        let state: StoreState
        /// A digest of the declarations that the content depends on.
        let signature: UInt64
    }

    // MARK: Writing

    static func header(_ content: ColumnFileContent, _ identity: Identity) -> [UInt8] {
        var words: [UInt64] = [magic, UInt64(version)] + identityWords(identity)
        for index in 0..<numberCount {
            words.append(index < content.numbers.count ? UInt64(bitPattern: content.numbers[index]) : 0)
        }
        for index in 0..<pieceCount {
            words.append(
                index < content.pieces.count ? content.pieces[index].map { UInt64($0.bytes.count) + 1 } ?? 0 : 0)
        }
        words += [UInt64](repeating: 0, count: headerSize / 8 - 2 - words.count)
        words.append(0)
        var bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
        let checksum = bytes.withUnsafeBufferPointer { StableHash.digest($0, seed: seed) }
        for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: checksum >> UInt64(index * 8))) }
        return bytes
    }

    private static func identityWords(_ identity: Identity) -> [UInt64] {
        let state = identity.state
        return [
            state.device, state.inode, UInt64(bitPattern: state.size), UInt64(bitPattern: state.modified),
            UInt64(state.changeCounter) | UInt64(state.logFrame) << 32,
            UInt64(state.log[0]) | UInt64(state.log[1]) << 32, UInt64(state.log[2]) | UInt64(state.log[3]) << 32,
            identity.signature
        ]
    }

    static func aligned(_ size: Int) -> Int { (size + 63) & ~63 }

    /// Bytes of the whole file.
    static func size(_ content: ColumnFileContent) -> Int {
        content.pieces.reduce(headerSize + 64) { $0 + aligned($1?.bytes.count ?? 0) }
    }

    /// Writes all of it to an empty file.
    ///
    /// - Returns: false where the disk does not take it.
    static func write(_ content: ColumnFileContent, _ identity: Identity, to descriptor: Int32) -> Bool {
        guard writeAll(descriptor, header(content, identity)) else { return false }
        var checksums: [UInt64] = []
        let padding = [UInt8](repeating: 0, count: 64)
        for piece in content.pieces {
            guard let piece else { continue }
            checksums.append(checksum(piece.bytes))
            guard writeAll(descriptor, piece.bytes) else { return false }
            let rest = aligned(piece.bytes.count) - piece.bytes.count
            guard rest == 0 || writeAll(descriptor, Array(padding[..<rest])) else { return false }
        }
        checksums += [UInt64](repeating: 0, count: 8 - checksums.count)
        return writeAll(
            descriptor, checksums.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } })
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { writeAll(descriptor, $0) }
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while rest.count > 0 {
            let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    // MARK: Reading

    enum Reading {
        case content(ColumnFileContent, of: StoreState)
        /// Whole, but of another declaration, or of a state that is of no use.
        case other
        case damaged
    }

    /// Maps a file and checks every bit of it.
    ///
    /// - Parameters:
    ///   - signature: of the declarations that it has to be of.
    ///   - isUseful: whether a file of a state is worth reading.
    static func read(_ descriptor: Int32, at path: String, _ signature: UInt64, where isUseful: (StoreState) -> Bool)
        -> Reading
    {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= headerSize + 64
        else { return .damaged }
        let size = Int(status.st_size)
        guard let mapped = MappedFiles.map(descriptor, at: path, status) else { return .damaged }
        let file = ColumnBytes(mapped) { MappedFiles.unmap(mapped) }
        let header = UnsafeRawBufferPointer(rebasing: file.bytes[0..<headerSize])
        func word(_ index: Int) -> UInt64 {
            UInt64(littleEndian: header.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        let checked = UnsafeBufferPointer(start: header.bindMemory(to: UInt8.self).baseAddress, count: headerSize - 8)
        guard word(0) == magic, word(1) == UInt64(version),
            StableHash.digest(checked, seed: seed) == word(headerSize / 8 - 1)
        else { return .damaged }
        let state = StoreState(
            device: word(2), inode: word(3), size: Int64(bitPattern: word(4)), modified: Int64(bitPattern: word(5)),
            changeCounter: UInt32(truncatingIfNeeded: word(6)),
            log: SIMD4(low(word(7)), high(word(7)), low(word(8)), high(word(8))), logFrame: high(word(6)))
        guard word(9) == signature, isUseful(state) else { return .other }
        var content = ColumnFileContent(
            numbers: (10..<10 + numberCount).map { Int64(bitPattern: word($0)) }, pieces: [])
        var position = headerSize
        var lengths: [Int] = []
        for index in 0..<pieceCount {
            guard let length = Int(exactly: word(10 + numberCount + index)), length <= size else { return .damaged }
            lengths.append(length - 1)
            position += aligned(max(length - 1, 0))
        }
        guard position + 64 == size else { return .damaged }
        let checksums = UnsafeRawBufferPointer(rebasing: file.bytes[position...])
        position = headerSize
        var known = 0
        for length in lengths {
            guard length >= 0 else {
                content.pieces.append(nil)
                continue
            }
            let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[position..<position + length])
            guard
                checksum(bytes)
                    == UInt64(littleEndian: checksums.loadUnaligned(fromByteOffset: known * 8, as: UInt64.self)),
                file.bytes[position + length..<position + aligned(length)].allSatisfy({ $0 == 0 })
            else { return .damaged }
            known += 1
            content.pieces.append(ColumnBytes(bytes) { _ = file })
            position += aligned(length)
        }
        guard checksums[(known * 8)...].allSatisfy({ $0 == 0 }) else { return .damaged }
        return .content(content, of: state)
    }

    private static func low(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word) }
    private static func high(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 32) }

    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        StableHash.digest(bytes.bindMemory(to: UInt8.self), seed: seed)
    }
}

internal import CZlib
internal import Store

/// Decompressed gzip data (RFC 1952), of one member or several.
final class GzipStream: ByteStream {
    private var window: StreamWindow
    private let name: String
    private let inflater: Inflater
    private var isInMember = false
    private var members = 0

    init(_ source: any ByteStream, name: String) throws(StoreError) {
        window = StreamWindow(source)
        self.name = name
        inflater = try Inflater(.gzip)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        while true {
            if window.count == 0 { try window.fill() }
            if !isInMember {
                guard try beginMember() else { return 0 }
            }
            let isLast = window.count == 0 && window.isAtEnd
            let step = window.withBytes { inflater.step($0, into: buffer) }
            window.drop(step.consumed)
            switch step.outcome {
            case .more: break
            case .end: isInMember = false
            case .damaged: throw damaged("its gzip data is damaged")
            }
            if step.produced > 0 { return step.produced }
            if isLast, isInMember { throw damaged("it ends in the middle: it was not copied whole") }
        }
    }

    /// False where nothing follows but what pads the end of a tape.
    private func beginMember() throws(StoreError) -> Bool {
        while true {
            let zeros = members == 0 ? 0 : window.withBytes { $0.prefix { $0 == 0 }.count }
            window.drop(zeros)
            if window.count > 0 || window.isAtEnd { break }
            try window.fill()
        }
        if window.count == 0 { return false }
        inflater.reset()
        members += 1
        isInMember = true
        return true
    }

    private func damaged(_ reason: String) -> StoreError {
        StoreError(.unreadableInput, "cannot read \(name): \(reason)", notes: ["nothing was imported"])
    }
}

/// zlib's decompressor.
final class Inflater {
    enum Wrapper: Int32 {
        case gzip = 31
        /// Nothing around the data, as in zip files.
        case raw = -15
    }

    enum Outcome { case more, end, damaged }

    private var stream = z_stream()

    init(_ wrapper: Wrapper) throws(StoreError) {
        let code = inflateInit2_(&stream, wrapper.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw StoreError(.storeFailure, "zlib can't be started (\(code))") }
    }

    deinit { inflateEnd(&stream) }

    func reset() { inflateReset(&stream) }

    func step(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer)
        -> (consumed: Int, produced: Int, outcome: Outcome)
    {
        let (given, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
        // zlib declares what it only reads as changeable.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = given
        stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = room
        let code = inflate(&stream, Z_NO_FLUSH)
        let outcome: Outcome =
            switch code {
            case Z_OK, Z_BUF_ERROR: .more
            case Z_STREAM_END: .end
            default: .damaged
            }
        return (Int(given - stream.avail_in), Int(room - stream.avail_out), outcome)
    }
}

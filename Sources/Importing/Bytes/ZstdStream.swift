internal import CZstd
internal import Store

/// Decompressed zstd data (RFC 8878), of one frame or several.
final class ZstdStream: ByteStream {
    private var window: StreamWindow
    private let name: String
    private let context: OpaquePointer
    /// Between frames: the input may end.
    private var isBetweenFrames = true

    init(_ source: any ByteStream, name: String) throws(StoreError) {
        window = StreamWindow(source)
        self.name = name
        guard let context = ZSTD_createDStream() else { throw StoreError(.storeFailure, "zstd can't be started") }
        self.context = context
    }

    deinit { ZSTD_freeDStream(context) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        while true {
            if window.count == 0 { try window.fill() }
            if window.count == 0, window.isAtEnd, isBetweenFrames { return 0 }
            let isLast = window.count == 0 && window.isAtEnd
            var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            let (consumed, rest) = window.withBytes { bytes -> (Int, Int) in
                var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
                let rest = ZSTD_decompressStream(context, &output, &input)
                return (input.pos, rest)
            }
            window.drop(consumed)
            if ZSTD_isError(rest) != 0 { throw damaged(reason(rest)) }
            isBetweenFrames = rest == 0
            if output.pos > 0 { return output.pos }
            if isLast, !isBetweenFrames { throw damaged("it ends in the middle: it was not copied whole") }
        }
    }

    private func reason(_ code: Int) -> String {
        ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
            ? "it was packed with --long, and takes more memory to unpack than a file may (zstd -d --long=31 FILE unpacks it)"
            : "its zstd data is damaged"
    }

    private func damaged(_ reason: String) -> StoreError {
        StoreError(.unreadableInput, "cannot read \(name): \(reason)", notes: ["nothing was imported"])
    }
}

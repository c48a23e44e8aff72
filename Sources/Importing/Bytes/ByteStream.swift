internal import Store

/// Bytes in order: those of a file, or what a stage makes of another stream's.
protocol ByteStream: AnyObject {
    /// Fills the front of the buffer, which is not empty. 0 at the end, and from then on.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int
}

/// The bytes of a stream that a stage has still to look at: a window that is moved on and filled again.
struct StreamWindow {
    private let stream: any ByteStream
    private var bytes: [UInt8]
    private var position = 0
    private var filled = 0
    private(set) var isAtEnd = false

    init(_ stream: any ByteStream, capacity: Int = 1 << 17) {
        self.stream = stream
        bytes = [UInt8](repeating: 0, count: capacity)
    }

    var count: Int { filled - position }
    var isFull: Bool { count == bytes.count }

    /// Reads on behind what is there. Nothing happens at the end of the stream, or where there is no room.
    mutating func fill() throws(StoreError) {
        if isAtEnd { return }
        if position > 0 {
            bytes.withUnsafeMutableBytes {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<filled]))
            }
            (position, filled) = (0, filled - position)
        }
        guard filled < bytes.count else { return }
        let room = filled
        let result = bytes.withUnsafeMutableBytes { buffer -> Result<Int, StoreError> in
            do throws(StoreError) {
                return .success(try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[room...])))
            } catch {
                return .failure(error)
            }
        }
        let read = try result.get()
        isAtEnd = read == 0
        filled += read
    }

    /// Fills the window as far as the stream goes.
    mutating func fillUp() throws(StoreError) {
        while !isAtEnd, !isFull { try fill() }
    }

    /// Passes the bytes in the window to `body`; they are valid during the call.
    mutating func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[position..<filled])) }
    }

    mutating func drop(_ count: Int) { position += min(count, self.count) }
}

/// A stream whose beginning has been looked at, and is read again.
final class PrefixedStream: ByteStream {
    private var window: StreamWindow
    private let rest: any ByteStream

    init(_ window: StreamWindow, then rest: any ByteStream) {
        self.window = window
        self.rest = rest
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        if window.count == 0 { return window.isAtEnd ? 0 : try rest.read(into: buffer) }
        let count = window.withBytes { bytes in
            let count = min(bytes.count, buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
            return count
        }
        window.drop(count)
        return count
    }
}

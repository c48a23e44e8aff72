internal import Store
internal import Concurrency

/// Output of another stream, produced ahead by a separate thread: for streams that are slower than their readers.
///
/// The other stream must never wait for anything external: releasing this one waits for it.
final class ReadAheadStream: ByteStream {
    private let exchange: ChunkExchange
    private let stream: StreamOfThread
    private var thread: SystemThread?
    private var chunk: [UInt8] = []
    private var taken = 0
    private var isAtEnd = false

    fileprivate static let chunkBytes = 1 << 18
    private static let chunks = 3

    init(_ stream: any ByteStream) {
        exchange = ChunkExchange(count: ReadAheadStream.chunks) {
            [UInt8](repeating: 0, count: ReadAheadStream.chunkBytes)
        }
        self.stream = StreamOfThread(stream)
    }

    deinit {
        exchange.stop()
        thread?.join()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        while taken == chunk.count {
            if isAtEnd { return 0 }
            try takeNext()
        }
        let count = min(buffer.count, chunk.count - taken)
        chunk.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + count])) }
        taken += count
        return count
    }

    private func takeNext() throws(StoreError) {
        if thread == nil {
            let (exchange, stream) = (exchange, stream)
            thread = SystemThread { stream.run(exchange) }
            // A system without threads to give reads as it goes.
            if thread == nil { return try readHere() }
        } else if !chunk.isEmpty {
            // Not held here any more, or filling it would copy it.
            var used: [UInt8] = []
            swap(&used, &chunk)
            taken = 0
            exchange.putEmpty(used)
        }
        guard let next = try exchange.takeFull() else {
            (chunk, taken, isAtEnd) = ([], 0, true)
            return
        }
        (chunk, taken) = (next, 0)
    }

    private func readHere() throws(StoreError) {
        chunk = [UInt8](repeating: 0, count: ReadAheadStream.chunkBytes)
        let count = try stream.fill(&chunk)
        chunk.removeSubrange(count...)
        (taken, isAtEnd) = (0, count == 0)
    }
}

private typealias ChunkExchange = Exchange<[UInt8], StoreError>

/// Sendable because, once the thread runs, nothing else touches the stream.
private final class StreamOfThread: @unchecked Sendable {
    private let stream: any ByteStream

    init(_ stream: any ByteStream) { self.stream = stream }

    func fill(_ chunk: inout [UInt8]) throws(StoreError) -> Int {
        let result = chunk.withUnsafeMutableBytes { bytes -> Result<Int, StoreError> in
            do throws(StoreError) {
                var filled = 0
                while filled < bytes.count {
                    let count = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
                    if count == 0 { break }
                    filled += count
                }
                return .success(filled)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    func run(_ exchange: ChunkExchange) {
        do throws(StoreError) {
            while var chunk = exchange.takeEmpty() {
                let count = try fill(&chunk)
                if count < chunk.count { chunk.removeSubrange(count...) }
                if count > 0 { exchange.putFull(chunk) }
                if count < ReadAheadStream.chunkBytes { break }
            }
            exchange.finish(.success(()))
        } catch {
            exchange.finish(.failure(error))
        }
    }
}

import Glibc
import Output
import Synchronization
import Testing
import Concurrency

@Suite(.serialized)
struct ByteSinkTests {
    init() { ByteSink.ignoreSignalsOfWriting() }

    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    private func readAll(_ descriptor: Int32) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1000)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count <= 0 { return result }
            result.append(contentsOf: chunk[..<count])
        }
    }

    @Test func bytesArriveInOrderThroughAFullPipe() throws {
        let (input, output) = try makePipe()
        // A pipe that does not block answers with short writes and EAGAIN while it is full.
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
        // A thread of its own: a task would wait until a thread of the tests is free, which writes all the while.
        let received = Received()
        let reader = try #require(SystemThread { received.bytes.withLock { $0 = readAll(input) } })
        var expected: [UInt8] = []
        let sink = ByteSink(fileDescriptor: output, capacity: 100_000)
        for number in 0..<100_000 {
            try sink.write("\(number)\n")
            expected.append(contentsOf: "\(number)\n".utf8)
        }
        try sink.flush()
        close(output)
        reader.join()
        #expect(received.bytes.withLock { $0 } == expected)
        close(input)
    }

    private final class Received: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    @Test func nothingIsWrittenBeforeTheBufferIsFull() throws {
        let (input, output) = try makePipe()
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
        let sink = ByteSink(fileDescriptor: output, capacity: 4)
        try sink.write("abc")
        #expect(readAll(input) == [])
        try sink.write("de")
        #expect(readAll(input) == Array("abcde".utf8))
        close(input)
        close(output)
    }

    @Test func aClosedPipeIsAnErrorOfItsOwnAndOnlyOnce() throws {
        let (input, output) = try makePipe()
        close(input)
        let sink = ByteSink(fileDescriptor: output)
        try sink.write("data")
        #expect(throws: ClosedPipe.self) { try sink.flush() }
        try sink.flush()
        close(output)
    }

    @Test func otherErrorsSayWhatTheSystemSaid() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        let sink = ByteSink(fileDescriptor: full)
        try sink.write("data")
        #expect(throws: WriteError.self) { try sink.flush() }
        close(full)
        let closed = ByteSink(fileDescriptor: full)
        try closed.write("data")
        #expect { try closed.flush() } throws: { "\($0)" == "cannot write: Bad file descriptor" }
    }

    @Test func memoryKeepsEverything() throws {
        let sink = ByteSink()
        for _ in 0..<100_000 { try sink.write("abc") }
        try sink.flush()
        #expect(sink.bytes.count == 300_000)
    }
}

import Engine
import Glibc
import LanguageServer
import Model
import Synchronization
import Testing

/// An editor that is still open the next day.
struct OvernightTests {
    @Test func todayIsTheDayThatItIs() throws {
        let evening = Instant(microseconds: 1_782_820_800_000_000),
            morning = Instant(microseconds: 1_782_820_800_000_000 + 86_400_000_000)
        #expect(try hints(evening, morning) == ["2026-06-01 – 2026-06-30", "2026-06-02 – 2026-07-01"])
        #expect(
            try hints(evening, morning, asOf: "2026-03-31") == ["2026-03-02 – 2026-03-31", "2026-03-02 – 2026-03-31"])
    }

    /// What stands behind a window, asked twice: the clock jumps before the second time.
    private func hints(_ first: Instant, _ second: Instant, asOf: String? = nil) throws -> [String] {
        let range = #""range":{"start":{"line":0,"character":0},"end":{"line":1,"character":0}}"#
        let messages = [
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}}"#,
            #"{"jsonrpc":"2.0","method":"initialized","params":{}}"#,
            ##"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:a","languageId":"clientele","version":1,"text":"metric n = count(orders in last 30 days)"}}}"##,
            #"{"jsonrpc":"2.0","id":1,"method":"textDocument/inlayHint","params":{"textDocument":{"uri":"untitled:a"},\#(range)}}"#,
            #"{"jsonrpc":"2.0","id":2,"method":"textDocument/inlayHint","params":{"textDocument":{"uri":"untitled:a"},\#(range)}}"#,
            #"{"jsonrpc":"2.0","id":3,"method":"shutdown"}"#, #"{"jsonrpc":"2.0","method":"exit"}"#
        ]
        // All of it fits into a pipe, so that nobody has to wait for anybody.
        var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
        try #require(pipe(&input) == 0 && pipe(&output) == 0)
        defer { [input[0], output[0]].forEach { close($0) } }
        let bytes = messages.flatMap { FrameEncoder.frame(Array($0.utf8)) }
        try #require(write(input[1], bytes, bytes.count) == bytes.count)
        close(input[1])

        let clock = Clock(first, second)
        var configuration = ServerConfiguration()
        configuration.asOf = asOf
        let settings = ServerSettings(configuration: configuration, open: { configuration throws(Failure) in
            try Session(settings: Session.Settings(asOf: configuration.asOf, now: clock.now))
        }, now: { clock.ask() }, disk: NoFiles(), cacheDirectory: nil, version: "0")
        #expect(try LanguageServer.run(input: input[0], output: output[1], settings) == 0)
        close(output[1])

        var decoder = FrameDecoder(), buffer = [UInt8](repeating: 0, count: 1 << 16), found: [String] = []
        while case let count = read(output[0], &buffer, buffer.count), count > 0 { decoder.append(buffer[..<count]) }
        while let frame = decoder.next() {
            guard case .message(let bytes) = frame else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if let dash = text.firstRange(of: " – ") {
                found.append(String(text[..<dash.lowerBound].suffix(10)) + " – " + text[dash.upperBound...].prefix(10))
            }
        }
        return found
    }

    private final class Clock: Sendable {
        private let instants: (Instant, Instant)
        private let asked = Atomic(0)

        init(_ first: Instant, _ second: Instant) { instants = (first, second) }

        /// The server asks once for each message behind `initialize`; the fourth of those is the second question.
        func ask() -> Instant {
            asked.add(1, ordering: .relaxed)
            return now
        }

        var now: Instant { asked.load(ordering: .relaxed) < 4 ? instants.0 : instants.1 }
    }
}

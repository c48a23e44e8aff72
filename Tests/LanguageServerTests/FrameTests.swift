import JSON
import LanguageServer
import Testing

struct FrameTests {
    private func frame(_ text: String) -> [UInt8] { FrameEncoder.frame(Array(text.utf8)) }

    private func frames(_ bytes: [UInt8], pieces: Int = .max, limit: Int = 1 << 20) -> [FrameDecoder.Frame] {
        var decoder = FrameDecoder(contentLimit: limit)
        var frames: [FrameDecoder.Frame] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            decoder.append(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            while let frame = decoder.next() { frames.append(frame) }
        }
        return frames
    }

    private func texts(_ frames: [FrameDecoder.Frame]) -> [String] {
        frames.map { if case .message(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "!" } }
    }

    @Test(arguments: [1, 2, 3, 7, 16, 1000]) func piecesOfAnySize(_ size: Int) {
        let bytes = frame("{\"a\":1}") + frame("") + frame("高😀") + frame("x")
        #expect(texts(frames(bytes, pieces: size)) == ["{\"a\":1}", "", "高😀", "x"])
    }

    @Test(arguments: [
        "content-length: 2\r\n\r\nok", "CONTENT-LENGTH:2\r\n\r\nok",
        "Content-Length:   2  \r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\nok",
        "Content-Type: x\r\nContent-Length: 2\r\n\r\nok", "Content-Length: 2\n\nok"
    ])
    func headersOfManyKinds(_ text: String) {
        #expect(texts(frames(Array(text.utf8) + frame("next"))) == ["ok", "next"])
    }

    @Test(arguments: [
        "Content-Length: two\r\n\r\n", "Content-Length: -2\r\n\r\n{}", "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 999999999999\r\n\r\n", "Content-Length:\r\n\r\n",
        "Content-Type: x\r\n\r\n{\"a\":1}", "garbage\r\n\r\n", "\r\n\r\n", "{\"jsonrpc\":\"2.0\"}\r\n\r\n"
    ])
    func goesOnBehindBrokenHeaders(_ text: String) {
        for size in [1, 5, 1000] {
            #expect(
                texts(frames(Array(text.utf8) + frame("next") + frame("more"), pieces: size)) == ["!", "next", "more"],
                "\(text) in pieces of \(size)")
        }
    }

    @Test func headersThatDoNotEnd() {
        let endless = Array(String(repeating: "Content-Length: ", count: 2_000).utf8)
        let found = texts(frames(endless + Array("\r\n\r\n".utf8) + frame("next")))
        #expect(found.last == "next")
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        #expect(texts(frames(filler + frame("next"), pieces: 4096)) == ["!", "next"])
    }

    @Test(arguments: [1, 64, 5000]) func whatIsTooLongIsPassedOver(_ size: Int) {
        let long = frame(String(repeating: "a", count: 1_500))
        #expect(
            texts(frames(frame("before") + long + frame("behind"), pieces: size, limit: 1_000)) == [
                "before", "!", "behind"
            ])
    }

    @Test func knowsWhetherItIsBetweenMessages() {
        var decoder = FrameDecoder()
        #expect(decoder.isBetweenMessages)
        decoder.append(frame("abc").dropLast())
        #expect(decoder.next() == nil && !decoder.isBetweenMessages)
        decoder.append("c".utf8)
        #expect(decoder.next() == .message(Array("abc".utf8)) && decoder.isBetweenMessages)
    }

    /// Frames between rubbish: no crash, and what comes behind enough of a pause is found again.
    @Test func rubbishBetweenFrames() {
        var random = SeededRandom(seed: 2)
        let pieces =
            ["Content-Length: 3", "\r\n", "\r\n\r\n", ":", "{}", "Content-", "Length", " 12", "\n", "x"].map {
                Array($0.utf8)
            } + [[0xFF], [0]]
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(30)).flatMap { _ in random.pick(pieces) }
            _ = frames(bytes, pieces: 1 + random.below(9), limit: 50)
        }
    }

    @Test(arguments: [
        (
            #"{"jsonrpc":"2.0","id":1,"method":"a","params":{"b":2}}"#,
            Message.request(id: .integer(1), method: "a", parameters: ["b": 2])
        ),
        (#"{"jsonrpc":"2.0","id":"x","method":"a"}"#, .request(id: .string("x"), method: "a", parameters: .null)),
        (#"{"jsonrpc":"2.0","method":"a","params":[]}"#, .notification(method: "a", parameters: [])),
        (#"{"jsonrpc":"2.0","id":3,"result":null}"#, .response(id: .integer(3), result: .success(.null))),
        (
            #"{"jsonrpc":"2.0","id":3,"error":{"code":-1,"message":"no"}}"#,
            .response(id: .integer(3), result: .failure(ResponseError(-1, "no")))
        )
    ])
    func messages(_ text: String, _ message: Message) throws { #expect(try Message.read(Array(text.utf8)) == message) }

    @Test(arguments: [
        ("{", -32700), ("[]", -32600), ("3", -32600), (#"{"id":1}"#, -32600), (#"{"method":5,"id":1}"#, -32600),
        (#"{"method":"a","id":[]}"#, -32600), ("{}", -32600)
    ])
    func messagesThatAreNone(_ text: String, _ code: Int) {
        #expect { try Message.read(Array(text.utf8)) } throws: { ($0 as? Message.Problem)?.error.code == code }
    }
}

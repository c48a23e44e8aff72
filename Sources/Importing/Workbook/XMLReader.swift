internal import CExpat
internal import Store

/// XML from a stream, element by element, by way of expat.
///
/// Enters: bytes. Leaves: calls of a receiver, in the order of the text. Never: resolves an entity or fetches anything;
/// a document type is refused, which workbooks have not.
final class XMLReader {
    private let parser: XML_Parser
    private let stream: any ByteStream
    // unsafe: whoever reads keeps it, and is often the reader's owner; to count references would cost more than the
    // parser does.
    private unowned(unsafe) let receiver: any XMLReceiver
    private let name: String
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private var isSuspended = false
    private(set) var isAtEnd = false
    private var depth = 0
    private var fed = 0

    /// Elements in each other; workbooks have a dozen.
    private static let depthLimit = 256
    /// Bytes of one tag, which the parser keeps until it has seen all of it.
    private static let tagLimit = 4 << 20

    init(_ stream: any ByteStream, name: String, _ receiver: any XMLReceiver) throws(StoreError) {
        guard let parser = XML_ParserCreate("UTF-8") else {
            throw StoreError(.storeFailure, "there is no memory to read XML")
        }
        self.parser = parser
        self.stream = stream
        self.name = name
        self.receiver = receiver
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(parser, { data, name, attributes in
            guard let data, let name else { return }
            XMLReader.with(data) { $0.begin(XMLName(name), XMLAttributes(attributes)) }
        }, { data, name in
            guard let data, let name else { return }
            XMLReader.with(data) { $0.end(XMLName(name)) }
        })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let data, let text else { return }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
                XMLReader.with(data) { $0.receiver.text(UnsafeBufferPointer(start: bytes, count: Int(count))) }
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let data else { return }
            XMLReader.with(data) { _ = XML_StopParser($0.parser, 0) }
        }
    }

    deinit { XML_ParserFree(parser) }

    // unsafe: the reader owns the parser, and is there while it parses.
    private static func with(_ data: UnsafeMutableRawPointer, _ body: (XMLReader) -> Void) {
        Unmanaged<XMLReader>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
    }

    private func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        depth += 1
        if depth > XMLReader.depthLimit { _ = XML_StopParser(parser, 0) }
        receiver.begin(name, attributes)
    }

    private func end(_ name: XMLName) {
        depth -= 1
        if receiver.end(name) { _ = XML_StopParser(parser, 1) }
    }

    /// Reads on, about as far as a piece of the stream goes.
    ///
    /// - Throws: E0601 where it is no XML.
    func advance() throws(StoreError) {
        if isAtEnd { return }
        let status: XML_Status
        if isSuspended {
            status = XML_ResumeParser(parser)
        } else {
            let stream = stream
            let result = chunk.withUnsafeMutableBytes { buffer -> Result<(XML_Status, Int), StoreError> in
                do throws(StoreError) {
                    let count = try stream.read(into: buffer)
                    return .success((
                        XML_Parse(
                            parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(count),
                            count == 0 ? 1 : 0),
                        count
                    ))
                } catch {
                    return .failure(error)
                }
            }
            let (outcome, count) = try result.get()
            status = outcome
            fed += count
        }
        isSuspended = status == XML_STATUS_SUSPENDED
        // What the parser has not come to yet is one tag that does not end.
        let isEndless = status == XML_STATUS_OK && fed - Int(XML_GetCurrentByteIndex(parser)) > XMLReader.tagLimit
        guard status != XML_STATUS_ERROR, !isEndless else {
            throw StoreError(
                .unreadableInput, "cannot read \(name): it is no workbook, or damaged",
                notes: ["nothing was imported"])
        }
        var state = XML_ParsingStatus()
        XML_GetParsingStatus(parser, &state)
        isAtEnd = state.parsing == XML_FINISHED
    }

    func readAll() throws(StoreError) {
        while !isAtEnd { try advance() }
    }
}

protocol XMLReceiver: AnyObject {
    func begin(_ name: XMLName, _ attributes: XMLAttributes)
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// - Returns: whether what has been received is enough for now.
    func end(_ name: XMLName) -> Bool
}

/// The name of an element, without a prefix. Valid during the call.
struct XMLName {
    private let bytes: UnsafePointer<CChar>

    init(_ name: UnsafePointer<CChar>) {
        var start = name, place = name
        while place.pointee != 0 {
            if place.pointee == 0x3A { start = place + 1 }
            place += 1
        }
        bytes = start
    }

    /// The only letter of a name that has one; 0 for longer ones. Most elements of a sheet are `c` and `v`.
    var letter: UInt8 { bytes[0] != 0 && bytes[1] == 0 ? UInt8(bitPattern: bytes[0]) : 0 }

    func `is`(_ name: StaticString) -> Bool {
        var place = bytes
        for index in 0..<name.utf8CodeUnitCount {
            guard UInt8(bitPattern: place.pointee) == name.utf8Start[index] else { return false }
            place += 1
        }
        return place.pointee == 0
    }
}

/// The attributes of an element. Valid during the call.
struct XMLAttributes {
    private let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    init(_ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?) { self.pairs = pairs }

    /// The value as C has it.
    func pointer(_ name: StaticString) -> UnsafePointer<CChar>? {
        guard var place = pairs else { return nil }
        while let key = place[0], let value = place[1] {
            if XMLName(key).is(name) { return value }
            place += 2
        }
        return nil
    }

    func text(_ name: StaticString) -> String? { pointer(name).map { String(cString: $0) } }

    /// Of digits alone, nine at most.
    func int(_ name: StaticString) -> Int? { pointer(name).flatMap { XMLAttributes.int($0) } }

    private static func int(_ text: UnsafePointer<CChar>) -> Int? {
        var number = 0, place = text
        while case let digit = UInt8(bitPattern: place.pointee) &- UInt8(ascii: "0"), digit < 10, place - text < 9 {
            number = number * 10 + Int(digit)
            place += 1
        }
        return place != text && place.pointee == 0 ? number : nil
    }
}

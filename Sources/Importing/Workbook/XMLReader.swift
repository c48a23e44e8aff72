internal import CExpat
internal import Store

/// XML element by element, by way of expat.
///
/// Enters: bytes. Leaves: calls of a receiver, in the order of the text. Never: resolves an entity or fetches anything;
/// a document type is refused, which workbooks have not.
final class XMLReader {
    private let parser: XML_Parser
    private let name: String
    /// Whether the receiver has had enough for now: `resume` goes on.
    private(set) var isSuspended = false
    private(set) var isAtEnd = false
    private var fed = 0

    /// Bytes of one tag, which the parser keeps until it has seen all of it.
    private static let tagLimit = 4 << 20
    static let chunkBytes = 1 << 16

    /// - Parameter receiver: whoever reads keeps it: it may be the reader's owner.
    init(name: String, _ receiver: XMLReceiver) throws(StoreError) {
        guard let parser = XML_ParserCreate("UTF-8") else {
            throw StoreError(.storeFailure, "there is no memory to read XML")
        }
        self.parser = parser
        self.name = name
        receiver.state.pointee = XMLReceiver.State(parser: parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(receiver).toOpaque())
        XML_SetElementHandler(parser, { data, name, attributes in
            guard let data, let name else { return }
            XMLReceiver.with(data) { $0.enter(XMLName(name), XMLAttributes(attributes)) }
        }, { data, name in
            guard let data, let name else { return }
            XMLReceiver.with(data) { $0.leave(XMLName(name)) }
        })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let data, let text else { return }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
                XMLReceiver.with(data) { $0.text(UnsafeBufferPointer(start: bytes, count: Int(count))) }
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let data else { return }
            XMLReceiver.with(data) { $0.refuse() }
        }
    }

    deinit { XML_ParserFree(parser) }

    /// - Throws: E0601 where it is no XML.
    func parse(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) throws(StoreError) {
        fed += bytes.count
        let text = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        try follow(XML_Parse(parser, text, Int32(bytes.count), isLast ? 1 : 0))
    }

    /// - Precondition: `isSuspended`.
    func resume() throws(StoreError) { try follow(XML_ResumeParser(parser)) }

    private func follow(_ status: XML_Status) throws(StoreError) {
        isSuspended = status == XML_STATUS_SUSPENDED
        // Bytes that the parser has not reached belong to one tag that does not end.
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

    /// All of a text, for a receiver that never has enough.
    static func readAll(_ stream: any ByteStream, name: String, _ receiver: XMLReceiver) throws(StoreError) {
        let reader = try XMLReader(name: name, receiver)
        var window = StreamWindow(stream)
        while !reader.isAtEnd {
            try window.fill()
            let count = window.count
            // A failure can't be thrown out of the closure.
            let result = window.withBytes { bytes -> Result<Void, StoreError> in
                do throws(StoreError) { return .success(try reader.parse(bytes, isLast: count == 0)) } catch {
                    return .failure(error)
                }
            }
            try result.get()
            window.drop(count)
        }
    }
}

/// Receiver of the elements of a text; events without an override are ignored.
///
/// A class rather than a protocol, with its state in plain memory: for tens of millions of elements, reference counting
/// and exclusivity checks on properties would cost as much as the parser does.
class XMLReceiver {
    fileprivate struct State {
        var parser: XML_Parser?
        var depth = 0
    }

    // unsafe: made and freed with the object, which is the only one to know it.
    fileprivate let state: UnsafeMutablePointer<State>

    /// Elements in each other; workbooks have a dozen.
    private static let depthLimit = 256

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: State())
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    func begin(_ name: XMLName, _ attributes: XMLAttributes) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// - Returns: whether what has been received is enough for now.
    func end(_ name: XMLName) -> Bool { false }

    // unsafe: whoever reads keeps the receiver while the parser runs.
    fileprivate static func with(_ data: UnsafeMutableRawPointer, _ body: (XMLReceiver) -> Void) {
        Unmanaged<XMLReceiver>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
    }

    fileprivate final func enter(_ name: XMLName, _ attributes: XMLAttributes) {
        state.pointee.depth += 1
        if state.pointee.depth > XMLReceiver.depthLimit { refuse() }
        begin(name, attributes)
    }

    fileprivate final func leave(_ name: XMLName) {
        state.pointee.depth -= 1
        if end(name) { _ = XML_StopParser(state.pointee.parser, 1) }
    }

    fileprivate final func refuse() { _ = XML_StopParser(state.pointee.parser, 0) }
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

    /// Value of an attribute with digits only, at most nine; nil for others.
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

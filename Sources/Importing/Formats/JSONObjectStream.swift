internal import Store

/// The objects of a JSON text, an array of them or one behind the other, each on a line of its own: JSON Lines.
///
/// Enters: UTF-8. Leaves: every value of the outer level on one line, with as many line breaks behind it as it had in
/// itself, so that lines are counted as in the file. Never: an array that does not end, without a word.
final class JSONObjectStream: ByteStream {
    private var window: StreamWindow
    private let name: String
    private var state = State.between
    private var depth = 0
    /// Line breaks that are owed.
    private var breaks = 0
    private var isArray = false
    private var hasBegun = false
    private var isClosed = false

    private enum State {
        case between, value, text, escape
    }

    init(_ source: any ByteStream, name: String) {
        window = StreamWindow(source)
        self.name = name
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        let output = buffer.bindMemory(to: UInt8.self)
        while true {
            if window.count == 0 { try window.fill() }
            if window.count == 0 { return try end(into: output) }
            let (consumed, produced) = window.withBytes { step($0, into: output) }
            window.drop(consumed)
            if produced > 0 { return produced }
        }
    }

    private func end(into output: UnsafeMutableBufferPointer<UInt8>) throws(StoreError) -> Int {
        guard !isClosed || state == .between else {
            throw StoreError(
                .unreadableInput, "cannot read \(name): something follows the end of its array",
                notes: ["nothing was imported"])
        }
        guard state == .between || depth == 0 && !isArray, isClosed || !isArray else {
            throw StoreError(.unreadableInput, "cannot read \(name): it ends in the middle: it was not copied whole",
                             notes: ["nothing was imported"])
        }
        return 0
    }

    /// Whether what is written next is the first byte of a value, behind the line breaks that are owed.
    private var isStarting = false

    private func step(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>)
        -> (consumed: Int, produced: Int)
    {
        var place = 0, produced = 0
        while place < input.count {
            let byte = input[place]
            if state == .between {
                guard beginsValue(byte) else {
                    place += 1
                    continue
                }
                isStarting = true
            }
            while isStarting, breaks > 0, produced < output.count {
                output[produced] = 0x0A
                (produced, breaks) = (produced + 1, breaks - 1)
            }
            // No room: the byte comes again.
            if produced == output.count { break }
            isStarting = false
            place += 1
            switch follow(byte) {
            case .keep: output[produced] = byte
            case .blank: output[produced] = 0x20
            case .broken: output[produced] = 0x1F
            case .leave: continue
            }
            produced += 1
        }
        return (place, produced)
    }

    /// Between values; what separates them is passed over.
    private func beginsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A:
            breaks += 1
            return false
        case 0x09, 0x0D, 0x20: return false
        case UInt8(ascii: ",") where isArray && !isClosed: return false
        case UInt8(ascii: "[") where !hasBegun:
            (isArray, hasBegun) = (true, true)
            return false
        case UInt8(ascii: "]") where isArray && !isClosed:
            isClosed = true
            return false
        default:
            if hasBegun, !isFirst { breaks = max(1, breaks) }
            (hasBegun, isFirst) = (true, false)
            state = .value
            return true
        }
    }

    private var isFirst = true

    private enum Fate {
        case keep, blank, leave
        /// A line break within a text, which JSON does not have, nor any other control character.
        case broken
    }

    /// Within a value.
    private func follow(_ byte: UInt8) -> Fate {
        switch (state, byte) {
        case (.escape, _): state = .text
        case (.text, UInt8(ascii: "\\")): state = .escape
        case (.text, UInt8(ascii: "\"")): state = .value
        case (.text, _): break
        case (_, UInt8(ascii: "\"")): state = .text
        case (_, UInt8(ascii: "{")), (_, UInt8(ascii: "[")): depth += 1
        case (_, UInt8(ascii: "]")) where depth == 0 && isArray:
            (isClosed, state) = (true, .between)
            return .leave
        case (_, UInt8(ascii: ",")) where depth == 0 && isArray:
            state = .between
            return .leave
        case (_, UInt8(ascii: "}")), (_, UInt8(ascii: "]")):
            depth -= 1
            if depth <= 0 { (depth, state) = (0, .between) }
        default: break
        }
        if byte == 0x0A {
            breaks += 1
            if state == .text { return .broken }
            if depth == 0, state == .value { state = .between }
            return depth == 0 ? .leave : .blank
        }
        return byte == 0x0D ? .blank : .keep
    }
}

/// Remaining input of a buffer.
final class BufferedStream: ByteStream {
    private let buffer: RecordBuffer

    init(_ buffer: RecordBuffer) { self.buffer = buffer }

    func read(into target: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
        if buffer.count == 0, !buffer.isAtEnd { _ = try buffer.readMore() }
        let count = min(buffer.count, target.count)
        if count > 0 {
            target.copyMemory(from: UnsafeRawBufferPointer(buffer.slice(buffer.start..<(buffer.start + count))))
            buffer.consume(to: buffer.start + count, lines: 0)
        }
        return count
    }
}

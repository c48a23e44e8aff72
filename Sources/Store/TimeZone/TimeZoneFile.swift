internal import Model

/// The bytes of a TZif file, versions 1 to 4 (RFC 8536, RFC 9636), as `TimeZoneRules`.
///
/// Enters: the bytes. Leaves: rules with every transition of the file and, from the footer's POSIX rule, those that
/// follow up to the end of 2100. Never: opens a file, traps on damaged bytes.
struct TimeZoneFile {
    private let zone: String
    private let bytes: [UInt8]
    private var position = 0

    private init(zone: String, bytes: [UInt8]) {
        self.zone = zone
        self.bytes = bytes
    }

    /// Throws `StoreTimeZoneError.malformed` and nothing else.
    static func rules(name: String, bytes: [UInt8]) throws(StoreTimeZoneError) -> TimeZoneRules {
        var file = TimeZoneFile(zone: name, bytes: bytes)
        return try file.parse()
    }

    private struct Header {
        var version: UInt8
        var utIndicators, standardIndicators, leapSeconds, transitions, types, nameBytes: Int

        /// Bytes of the data block behind the header.
        func dataBlockSize(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + nameBytes + leapSeconds * (timeSize + 4)
                + standardIndicators + utIndicators
        }
    }

    private mutating func parse() throws(StoreTimeZoneError) -> TimeZoneRules {
        let first = try parseHeader()
        guard first.version != 0 else {
            let (initial, transitions) = try parseDataBlock(first, timeSize: 4)
            return rules(initial, transitions)
        }
        // The first block repeats the second in 32 bits for old readers.
        try skip(first.dataBlockSize(timeSize: 4))
        let second = try parseHeader()
        var (initial, transitions) = try parseDataBlock(second, timeSize: 8)
        if let rule = try parseFooter() {
            transitions.append(contentsOf: rule.transitions(after: transitions.last?.second, throughYear: 2100))
        }
        return rules(initial, transitions)
    }

    /// Leaves out transitions that change only the abbreviation, and those at instants that 64 bits of microseconds
    /// cannot hold: files begin with one at the Big Bang.
    private func rules(_ initial: Int32, _ transitions: [TimeZoneRules.Transition]) -> TimeZoneRules {
        let reach = Int64.max / Instant.microsecondsPerSecond
        var (initial, kept) = (initial, [TimeZoneRules.Transition]())
        for transition in transitions where transition.second < reach {
            if transition.second <= -reach {
                initial = transition.offsetSeconds
            } else if transition.offsetSeconds != kept.last?.offsetSeconds ?? initial {
                kept.append(transition)
            }
        }
        return TimeZoneRules(name: zone, initialOffsetSeconds: initial, transitions: kept)
    }

    // MARK: - Blocks

    private mutating func parseHeader() throws(StoreTimeZoneError) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw malformed("it does not start with `TZif`") }
        let version = try take(1).first ?? 0
        _ = try take(15)
        let header = Header(
            version: version, utIndicators: try parseCount(), standardIndicators: try parseCount(),
            leapSeconds: try parseCount(), transitions: try parseCount(), types: try parseCount(),
            nameBytes: try parseCount())
        // "right/" zones count seconds that Unix time, and so every store, leaves out.
        guard header.leapSeconds == 0 else { throw malformed("it counts leap seconds") }
        return header
    }

    private mutating func parseDataBlock(
        _ header: Header, timeSize: Int
    ) throws(StoreTimeZoneError) -> (initial: Int32, transitions: [TimeZoneRules.Transition]) {
        guard header.types > 0 else { throw malformed("it has no local time types") }
        let times = try take(header.transitions * timeSize)
        let typeIndexes = try take(header.transitions)
        let types = try take(header.types * 6)
        try skip(header.nameBytes + header.standardIndicators + header.utIndicators)

        var offsets: [Int32] = []
        for type in 0..<header.types {
            let start = types.startIndex + type * 6
            let offset = signedInteger(types[start..<(start + 4)])
            guard offset.magnitude < UInt64(TimeZoneRules.largestOffsetSeconds) else {
                throw malformed("an offset of \(offset) seconds is more than a day")
            }
            offsets.append(Int32(offset))
        }
        var transitions: [TimeZoneRules.Transition] = []
        transitions.reserveCapacity(header.transitions)
        for (number, typeIndex) in typeIndexes.enumerated() {
            let start = times.startIndex + number * timeSize
            let second = signedInteger(times[start..<(start + timeSize)])
            guard Int(typeIndex) < offsets.count else { throw malformed("transition \(number + 1) names no type") }
            if let last = transitions.last, last.second >= second {
                throw malformed("its transitions are out of order")
            }
            transitions.append(TimeZoneRules.Transition(second: second, offsetSeconds: offsets[Int(typeIndex)]))
        }
        return (offsets[0], transitions)
    }

    /// The rule between two line feeds; nil where there is none between them.
    private mutating func parseFooter() throws(StoreTimeZoneError) -> PosixTimeZoneRule? {
        let feed = UInt8(ascii: "\n")
        guard try take(1).first == feed, let end = bytes[position...].firstIndex(of: feed) else {
            throw malformed("its footer is cut off")
        }
        let text = bytes[position..<end]
        position = end + 1
        if text.isEmpty { return nil }
        guard let rule = PosixTimeZoneRule(text) else {
            throw malformed("`\(String(decoding: text, as: UTF8.self))` is not a rule for the years to come")
        }
        return rule
    }

    // MARK: - Bytes

    private mutating func take(_ count: Int) throws(StoreTimeZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw malformed("it ends after \(bytes.count) bytes") }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    private mutating func skip(_ count: Int) throws(StoreTimeZoneError) { _ = try take(count) }

    /// Four bytes, 0...2^32-1, so that sums and small multiples of counts stay within `Int`.
    private mutating func parseCount() throws(StoreTimeZoneError) -> Int {
        try take(4).reduce(0) { $0 << 8 | Int($1) }
    }

    /// Big-endian two's complement of four or eight bytes.
    private func signedInteger(_ bytes: ArraySlice<UInt8>) -> Int64 {
        let unsigned = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: unsigned)) : Int64(bitPattern: unsigned)
    }

    private func malformed(_ reason: String) -> StoreTimeZoneError { .malformed(zone: zone, reason: reason) }
}

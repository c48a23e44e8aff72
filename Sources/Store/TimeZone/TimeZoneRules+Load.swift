internal import Glibc
package import Model

extension TimeZoneRules {
    /// The rules of an IANA zone (`Europe/Berlin`) from the system's zone files, of `UTC`, or of a fixed offset
    /// (`+08:00`, `-0330`, `+05`). The last two need no file.
    ///
    /// Files are looked for in `$TZDIR`, then in the places where systems keep them.
    package static func load(named name: String) throws(StoreTimeZoneError) -> TimeZoneRules {
        try load(named: name, from: zoneDirectories)
    }

    static func load(named name: String, from directories: [String]) throws(StoreTimeZoneError) -> TimeZoneRules {
        if ["UTC", "Etc/UTC", "GMT", "Z"].contains(name) { return .utc }
        if name.hasPrefix("+") || name.hasPrefix("-") {
            guard let offset = offsetSeconds(of: name) else { throw .invalidName(name) }
            return TimeZoneRules(name: name, initialOffsetSeconds: offset, transitions: [])
        }
        guard isZoneName(name) else { throw .invalidName(name) }
        for directory in directories {
            if let bytes = try contents(ofFile: "\(directory)/\(name)") {
                return try TimeZoneFile.rules(name: name, bytes: bytes)
            }
        }
        throw .unknownZone(name, searched: directories)
    }

    private static var zoneDirectories: [String] {
        let usual = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]
        return (SystemTimeZone.environment("TZDIR").map { [$0] } ?? []) + usual
    }

    /// Letters, digits, `+ - _` and single slashes inside: a name can never lead out of the directory.
    private static func isZoneName(_ name: String) -> Bool {
        guard name.utf8.count <= 255 else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                default: false
                }
            }
        }
    }

    /// `+08:00`, `+0800`, `+08`; up to 18 hours either way, beyond what any place uses.
    private static func offsetSeconds(of name: String) -> Int32? {
        var digits = Array(name.utf8.dropFirst())
        if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
        guard digits.count == 2 || digits.count == 4, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let hours = Int32(digits[0] - 48) * 10 + Int32(digits[1] - 48)
        let minutes = digits.count == 4 ? Int32(digits[2] - 48) * 10 + Int32(digits[3] - 48) : 0
        let seconds = hours * 3600 + minutes * 60
        guard minutes < 60, seconds <= 18 * 3600 else { return nil }
        return name.hasPrefix("-") ? -seconds : seconds
    }

    /// nil where there is no such file. The largest zone files have a few thousand bytes; a megabyte is not one.
    private static func contents(ofFile path: String) throws(StoreTimeZoneError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unreadable(path: path, reason: SystemTimeZone.systemMessage(errno))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < 1 << 20 {
            let count = read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                // `America` is a directory of zones, not a zone.
                if errno == EISDIR { return nil }
                throw .unreadable(path: path, reason: SystemTimeZone.systemMessage(errno))
            }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw .unreadable(path: path, reason: "it is larger than a time zone file can be")
    }
}

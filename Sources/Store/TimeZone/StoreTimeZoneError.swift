/// Why a time zone cannot be used.
package enum StoreTimeZoneError: Error, Sendable, Hashable {
    /// Neither the name of a zone nor an offset: absolute paths, `..`, odd characters, `+25:00`.
    case invalidName(String)
    /// No such file in any of the directories.
    case unknownZone(String, searched: [String])
    /// The file is there and the system refuses to read it; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// The file is not a time zone file of RFC 8536.
    case malformed(zone: String, reason: String)
}

extension StoreTimeZoneError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name):
            "`\(name)` is not a time zone: give a name like `Europe/Berlin` or `UTC`, or an offset like `+08:00`"
        case .unknownZone(let name, let searched):
            "there is no time zone `\(name)` in \(searched.joined(separator: ", "))"
        case .unreadable(let path, let reason):
            "the time zone file \(path) cannot be read: \(reason)"
        case .malformed(let zone, let reason):
            "the file of time zone `\(zone)` is damaged: \(reason)"
        }
    }
}

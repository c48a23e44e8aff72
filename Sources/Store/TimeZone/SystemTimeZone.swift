internal import Glibc

/// Which zone this machine keeps its clock in.
package enum SystemTimeZone {
    /// The zone that `$TZ` names, or the one that `/etc/localtime` links to, or the one in `/etc/timezone`; else `UTC`.
    /// Whether its file exists is for `TimeZoneRules.load(named:)` to find out.
    package static var name: String {
        name(
            variable: environment("TZ"), localtimeLink: link("/etc/localtime"), timezoneFile: firstLine("/etc/timezone")
        )
    }

    static func name(variable: String?, localtimeLink: String?, timezoneFile: String?) -> String {
        if let variable {
            // POSIX: a colon says that the rest is a name, an empty value means UTC.
            let value = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
            return value.isEmpty ? "UTC" : zone(ofPath: value) ?? value
        }
        if let zone = localtimeLink.flatMap(zone(ofPath:)) { return zone }
        if let timezoneFile, !timezoneFile.isEmpty { return timezoneFile }
        return "UTC"
    }

    /// `Europe/Berlin` of `/usr/share/zoneinfo/Europe/Berlin`.
    private static func zone(ofPath path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let directory = parts.lastIndex(where: { $0.hasPrefix("zoneinfo") }) else { return nil }
        let zone = parts[(directory + 1)...].joined(separator: "/")
        return zone.isEmpty ? nil : zone
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    static func systemMessage(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }

    private static func link(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &target, target.count)
        return count > 0 ? String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    private static func firstLine(_ path: String) -> String? {
        guard let text = SmallFile.contents(path), !text.isEmpty else { return nil }
        return String(text.unicodeScalars.prefix { $0.value > 0x20 })
    }
}

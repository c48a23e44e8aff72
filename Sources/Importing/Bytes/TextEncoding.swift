/// How bytes stand for characters.
package enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case gb18030
    case big5
    case shiftJIS = "shift-jis"
    case eucKR = "euc-kr"
    case windows1252 = "windows-1252"

    /// As it is shown.
    package var name: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian: "UTF-16 LE"
        case .utf16BigEndian: "UTF-16 BE"
        case .gb18030: "GB18030"
        case .big5: "Big5"
        case .shiftJIS: "Shift-JIS"
        case .eucKR: "EUC-KR"
        case .windows1252: "Windows-1252"
        }
    }

    /// By any of its usual names; case, hyphens and underscores make no difference.
    package init?(named name: String) {
        let plain = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
        switch plain {
        case "utf8", "utf8sig": self = .utf8
        case "utf16le", "utf16", "unicode": self = .utf16LittleEndian
        case "utf16be": self = .utf16BigEndian
        case "gb18030", "gbk", "gb2312", "cp936", "windows936": self = .gb18030
        case "big5", "cp950", "windows950": self = .big5
        case "shiftjis", "sjis", "cp932", "windows31j", "windows932": self = .shiftJIS
        case "euckr", "cp949", "uhc", "windows949": self = .eucKR
        case "windows1252", "cp1252", "latin1", "iso88591", "iso885915", "ansi": self = .windows1252
        default: return nil
        }
    }
}

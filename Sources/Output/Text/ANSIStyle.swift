/// The few ways in which output stands out on a terminal (ECMA-48, SGR).
enum ANSIStyle: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case yellow = "1;33"
    case blue = "1;34"
    case cyan = "1;36"
}

extension [UInt8] {
    /// Appends `text` in `style`; nil is plain, as is everything without colour.
    mutating func append(_ text: String, in style: ANSIStyle?) {
        append(in: style) { $0.append(contentsOf: text.utf8) }
    }

    mutating func append(in style: ANSIStyle?, _ body: (inout [UInt8]) -> Void) {
        if let style { append(contentsOf: "\u{1B}[\(style.rawValue)m".utf8) }
        body(&self)
        if style != nil { append(contentsOf: "\u{1B}[0m".utf8) }
    }

    mutating func append(spaces count: Int) {
        for _ in 0..<Swift.max(0, count) { append(UInt8(ascii: " ")) }
    }

    mutating func removeTrailingSpaces() {
        while last == UInt8(ascii: " ") { removeLast() }
    }
}

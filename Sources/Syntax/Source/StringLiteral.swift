extension String {
    /// The text as the language writes it, quotes and all: what a terminal must not be sent stands there as an escape,
    /// so that the literal can be shown, copied and read.
    ///
    ///     Ann "Bo" Doe   ->   "Ann \"Bo\" Doe"
    package var stringLiteral: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if DisplayWidth.shown(scalar.value) == nil || scalar.isJoiner {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += scalar.escape
                }
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// Joins letters and pictures, or keeps them apart: part of how some words are written.
    package var isJoiner: Bool { value == 0x200C || value == 0x200D }

    /// As a text of the language has it: `\u{202E}`.
    package var escape: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}

extension JSONValue {
    /// Reads one JSON text. Of a number that is no 64-bit integer, the nearest double is kept. Half a surrogate pair
    /// becomes U+FFFD: editors that count in UTF-16 can send one alone, and it is as long as what replaces it, so that
    /// their positions stay right.
    package static func read(_ bytes: [UInt8]) throws(JSONScanner.Problem) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (bytes) throws(JSONScanner.Problem) in
            var reader = Reader(scanner: JSONScanner(bytes))
            let value = try reader.value(depth: 0)
            reader.scanner.skipBlanks()
            if !reader.scanner.isAtEnd { throw reader.scanner.problem(.rest) }
            return value
        }
    }

    private struct Reader {
        var scanner: JSONScanner
        private var content: [UInt8] = []

        init(scanner: JSONScanner) { self.scanner = scanner }

        mutating func value(depth: Int) throws(JSONScanner.Problem) -> JSONValue {
            scanner.skipBlanks()
            switch scanner.peek {
            case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
            case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
            default: return try scalar()
            }
        }

        private mutating func scalar() throws(JSONScanner.Problem) -> JSONValue {
            switch try scanner.value() {
            case .text(let range, _): return .string(try text(range))
            case .literal(let range): return try literal(range)
            case .null, .object, .array: return .null
            }
        }

        private mutating func object(depth: Int) throws(JSONScanner.Problem) -> JSONObject {
            try scanner.enter(depth)
            var members: [JSONObject.Member] = []
            if scanner.take("}") { return JSONObject(members) }
            repeat {
                let (range, _) = try scanner.text()
                let name = try text(range)
                guard scanner.take(":") else { throw scanner.problem(.colonExpected) }
                members.append(JSONObject.Member(name, try value(depth: depth)))
            } while scanner.take(",")
            guard scanner.take("}") else { throw scanner.problem(.memberEndExpected) }
            return JSONObject(members)
        }

        private mutating func array(depth: Int) throws(JSONScanner.Problem) -> [JSONValue] {
            try scanner.enter(depth)
            var elements: [JSONValue] = []
            if scanner.take("]") { return elements }
            repeat { elements.append(try value(depth: depth)) } while scanner.take(",")
            guard scanner.take("]") else { throw scanner.problem(.elementEndExpected) }
            return elements
        }

        private mutating func text(_ range: Range<Int>) throws(JSONScanner.Problem) -> String {
            try scanner.unescaped(range, halfPairs: .replaced, into: &content)
            guard let text = String(validating: content, as: UTF8.self) else { throw scanner.problem(.notUTF8) }
            return text
        }

        private func literal(_ range: Range<Int>) throws(JSONScanner.Problem) -> JSONValue {
            let written = String(decoding: scanner.bytes[range], as: UTF8.self)
            if written == "true" || written == "false" { return .bool(written == "true") }
            let isWhole = !written.utf8.contains {
                [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains($0)
            }
            if isWhole, let integer = Int64(written) { return .integer(integer) }
            guard let number = Double(written), number.isFinite else { throw scanner.problem(.numberTooLarge) }
            return .number(number)
        }
    }
}

import Testing

/// Lines are read side by side: at most 120 columns, but for what is no code.
struct LineLengthTests {
    private static let limit = 120

    @Test func linesFitBesideEachOther() {
        for file in SourceFile.all(in: "Sources") + SourceFile.all(in: "Tests") {
            var isInText = false
            for (number, line) in file.lines.enumerated() {
                let isText = isInText || line.components(of: "\"\"\"") > 0
                if line.components(of: "\"\"\"") % 2 == 1 { isInText.toggle() }
                if isText || line.count <= Self.limit || line.contains("#\"") || line.contains("/// |") { continue }
                #expect(Self.withoutTexts(line).count <= Self.limit, "\(file.path):\(number + 1)")
            }
        }
    }

    /// A message, a table, and an address in a comment may be as long as they are.
    private static func withoutTexts(_ line: String) -> String {
        var rest = "", isInText = false, previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" { isInText.toggle() } else if !isInText { rest.append(character) }
            previous = character
        }
        return rest.contains("https://") ? "" : rest
    }
}

private extension String {
    func components(of mark: String) -> Int { ranges(of: mark).count }
}

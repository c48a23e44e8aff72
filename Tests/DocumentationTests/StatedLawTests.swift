import Testing

/// `docs/laws.md`: ten laws, and every test that it names is there.
struct StatedLawTests {
    private static let document = "docs/laws.md"

    @Test func everyLawNamesATest() throws {
        let sections = try Repository.text(StatedLawTests.document).components(at: "\n## ").dropFirst()
        #expect(sections.count == 10)
        for section in sections {
            #expect(!StatedLawTests.names(in: section).isEmpty, "\(section.prefix { $0 != "\n" })")
        }
    }

    @Test func theTestsAreThere() throws {
        let sources = try Repository.swiftTests().map { try Repository.text($0) }
        for name in StatedLawTests.names(in: try Repository.text(StatedLawTests.document)) {
            if name.hasSuffix(".test") {
                #expect(Repository.exists("Tests/Scripts/" + name), "\(name)")
            } else {
                let parts = name.split(separator: ".")
                let suite = "struct \(parts[0])", function = "func \(parts[1])("
                #expect(sources.contains { $0.contains(suite) && $0.contains(function) }, "\(name)")
            }
        }
    }

    /// What stands in backquotes and is a golden script, or a suite and its function.
    private static func names(in text: String) -> [String] {
        text.components(at: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element).filter { name in
            name.hasSuffix(".test")
                || name.split(separator: ".").count == 2 && name.split(separator: ".")[0].hasSuffix("Tests")
        }
    }
}

private extension String {
    func components(at separator: String) -> [String] {
        var parts: [String] = [], rest = self[...]
        while let place = rest.firstRange(of: separator) {
            parts.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        return parts + [String(rest)]
    }
}

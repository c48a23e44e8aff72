internal import Glibc
internal import Testing

@testable internal import EditLine

@Suite struct HistoryFileTests {
    private let directory: String

    init() throws {
        var template = Array("/tmp/clientele-history-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    private func contents(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    private func put(_ bytes: [UInt8], in path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(descriptor) }
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test(arguments: ["segment vip", "a\nb\n\nc", "back\\slash \\n", "東京 é 😀", "\ttab\r\n", "\\"])
    func keepsAStatementAsItIs(statement: String) throws {
        let file = HistoryFile(path: directory + "/history")
        try file.append(statement)
        #expect(contents(file.path).filter { $0 == UInt8(ascii: "\n") }.count == 1, "one line an entry")
        #expect(try file.entries(limit: 10) == [statement])
    }

    @Test func givesTheLastEntriesOldestFirst() throws {
        let file = HistoryFile(path: directory + "/history")
        for statement in ["one", "two", "three"] { try file.append(statement) }
        #expect(try file.entries(limit: 10) == ["one", "two", "three"])
        #expect(try file.entries(limit: 2) == ["two", "three"])
        #expect(try file.entries(limit: 0) == [])
    }

    @Test func isEmptyBeforeTheFirstSession() throws {
        #expect(try HistoryFile(path: directory + "/none/history").entries(limit: 10) == [])
    }

    @Test func isPrivate() throws {
        let file = HistoryFile(path: directory + "/state/clientele/history")
        try file.append("segment vip")
        var status = stat()
        #expect(stat(directory + "/state/clientele", &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        chmod(file.path, 0o644)
        try file.append("segment big")
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func passesOverLinesThatCannotBeRead() throws {
        let file = HistoryFile(path: directory + "/history")
        put(
            Array("good\nbad \\x escape\n\nends in \\\n".utf8) + [0xFF, 0xFE, 0x0A]
                + Array("nul\u{0}\nalso good\n".utf8),
            in: file.path)
        #expect(try file.entries(limit: 10) == ["good", "also good"])
    }

    @Test func survivesALineThatWasNeverFinished() throws {
        let file = HistoryFile(path: directory + "/history")
        put(Array("good\nhalf of an ent".utf8), in: file.path)
        #expect(try file.entries(limit: 10) == ["good"])
        try file.append("next")
        #expect(try file.entries(limit: 10).suffix(1) == ["next"])
    }

    @Test func readsNoMoreThanTheEndOfALongFile() throws {
        let file = HistoryFile(path: directory + "/history")
        put(Array((String(repeating: "x", count: 99) + "\n").utf8.cycled(60_000)), in: file.path)
        try file.append("last")
        let entries = try file.entries(limit: 100_000)
        #expect(entries.last == "last")
        #expect(entries.count > 40_000 && entries.count < 42_000)
        #expect(entries.dropLast().allSatisfy { $0.utf8.count == 99 }, "no entry is cut")
    }

    @Test func takesSeveralSessionsAtOnce() async throws {
        let file = HistoryFile(path: directory + "/history")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for session in 0..<4 {
                group.addTask {
                    for number in 0..<100 { try file.append("session \(session)\nstatement \(number)") }
                }
            }
            try await group.waitForAll()
        }
        let entries = try file.entries(limit: 1_000)
        #expect(entries.count == 400)
        for session in 0..<4 {
            let own = entries.filter { $0.hasPrefix("session \(session)\n") }
            #expect(own == (0..<100).map { "session \(session)\nstatement \($0)" }, "each in its own order")
        }
    }

    @Test func saysWhatIsInTheWay() {
        put(Array("a file".utf8), in: directory + "/file")
        let file = HistoryFile(path: directory + "/file/history")
        #expect(throws: HistoryError.self) { try file.append("x") }
        do {
            try file.append("x")
        } catch {
            #expect(error.description == "cannot write the history \(directory)/file/history: Not a directory")
        }
    }
}

extension Sequence {
    fileprivate func cycled(_ count: Int) -> [Element] {
        let once = Array(self)
        return (0..<count).flatMap { _ in once }
    }
}

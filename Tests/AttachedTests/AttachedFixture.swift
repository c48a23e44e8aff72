import Engine
import Glibc
import Model
import Planning
import Store
import Syntax
import Testing

/// A database of a test's own, made from SQL, and questions to it by a model.
final class AttachedFixture {
    let directory: String
    var path: String { directory + "/shop.db" }

    /// Columns of attached databases are kept in the user's cache; tests have one of their own, which goes with the
    /// process.
    private static let cache: Void = {
        setenv("XDG_CACHE_HOME", "/tmp/clientele-cache-\(getpid())", 1)
        atexit { AttachedFixture.remove("/tmp/clientele-cache-\(getpid())") }
    }()

    private static func remove(_ path: String) {
        for name in entries(path) where unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
        rmdir(path)
    }

    init(_ sql: String) throws {
        AttachedFixture.cache
        var template = Array("/tmp/clientele-attached-XXXXXX".utf8CString)
        directory =
            template.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
            } ?? "/tmp"
        let database = try Database(path: path, mode: .create)
        try database.execute(sql)
        database.close()
    }

    deinit {
        chmod(directory, 0o700)
        for name in AttachedFixture.entries(directory) { unlink(directory + "/" + name) }
        rmdir(directory)
    }

    static func entries(_ directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func bytes(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    func attach(_ model: String, asOf: String = "2026-06-30", timeZone: String? = nil, currency: String? = nil) throws
        -> Engine.Attachment
    {
        try Attachment(
            path: path, modelName: "model.cq", modelText: Array(model.utf8),
            settings: Session.Settings(
                asOf: asOf, timeZone: timeZone, currency: currency, now: Instant(microseconds: 0)))
    }

    /// The answer as CSV lines without the heading; what is wrong with the model or the question, where something is.
    func ask(
        _ model: String, _ question: String, asOf: String = "2026-06-30", timeZone: String? = nil,
        currency: String? = nil
    ) throws -> [String] {
        let attachment = try attach(model, asOf: asOf, timeZone: timeZone, currency: currency)
        let errors = attachment.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { return errors.map { "\($0.code.id) \($0.message)" } }
        let session = try Session(
            attachment,
            settings: Session.Settings(
                asOf: asOf, timeZone: timeZone, currency: currency, now: Instant(microseconds: 0)))
        return try AttachedFixture.ask(session, question)
    }

    /// Every engine's answer.
    static func ask(_ session: Session, _ question: String) throws -> [String] {
        let compilation = session.compile(name: "question", bytes: Array(question.utf8))
        guard !compilation.hasErrors else { return compilation.diagnostics.map { "\($0.code.id) \($0.message)" } }
        session.adopt(compilation)
        let chosen = session.engine
        defer { session.engine = chosen }
        let answers = try ExecutionEngine.allCases.map { engine in
            session.engine = engine
            return try answer(session, compilation)
        }
        for answer in answers.dropFirst() { #expect(answer == answers[0], "engines differ: \(question)") }
        return answers[0]
    }

    private static func answer(_ session: Session, _ compilation: Compilation) throws -> [String] {
        var lines: [String] = []
        for query in compilation.queries {
            let result = try session.run(query, of: compilation)
            var row: [Value] = []
            while try result.advance() {
                result.read(into: &row)
                lines.append(
                    zip(row, result.columns).map { $0.isMissing ? "" : session.valueFormat.text($0, of: $1.type) }
                        .joined(separator: ","))
            }
        }
        return lines
    }

    /// The diagnostics of a model as `code message`, with the text each stands at.
    func problems(_ model: String) throws -> [(code: String, at: String, message: String)] {
        let attachment = try attach(model)
        return attachment.diagnostics.map { diagnostic in
            let bytes = Array(model.utf8)
            return (
                diagnostic.code.id, String(decoding: bytes[diagnostic.primary.span.utf8Range], as: UTF8.self),
                diagnostic.message
            )
        }
    }

    /// The rows of a query in SQL, for comparison.
    func sql(_ query: String) throws -> [String] {
        let database = try Database(path: path, mode: .readOnly)
        let statement = try database.prepare(query)
        var lines: [String] = []
        while try statement.step() {
            lines.append((0..<statement.columnCount).map { statement.text($0) }.joined(separator: ","))
        }
        return lines
    }
}

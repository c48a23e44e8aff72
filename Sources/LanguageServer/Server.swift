internal import Concurrency
internal import Engine
internal import JSON
internal import LanguageService

/// One client's server: its texts, its settings, and what it can do. Used by the thread that handles messages; other
/// threads have the inbox and the outbox.
final class Server {
    enum Phase { case waiting, running, shutDown }

    let settings: ServerSettings
    let inbox: Inbox
    let outbox: Outbox

    var phase = Phase.waiting
    var client = ClientCapabilities()
    var folders: [String] = []
    /// As the command line has it, and what the editor has said since.
    var configuration: ServerConfiguration
    var scripts: Scripts
    var diagnostics = PublishedDiagnostics()
    var builtin: ReadyMadeTexts
    var lints = LintFindings()
    var values = ValueFindings()
    /// Paths of the scripts on disk; nil where they have yet to be looked for.
    var knownPaths: [String]?
    let data = DataWorker()
    let resultDocument: ResultDocument
    /// By address; of texts that the store is asked about.
    var textCancellations: [String: CancellationSource] = [:]
    var hasStore = false
    /// Whether values, distributions and sizes are looked up.
    var usesData: Bool { hasStore && configuration.usesData }
    var offered: OfferedCompletions?
    var tokens: [String: LastSentTokens] = [:]
    /// Requests of the server's own that the client has not answered, and what to do then.
    var expected: [Message.RequestID: (Server, Result<JSONValue, ResponseError>) -> Void] = [:]

    init(_ settings: ServerSettings, _ inbox: Inbox, _ outbox: Outbox) throws(Failure) {
        self.settings = settings
        self.inbox = inbox
        self.outbox = outbox
        configuration = settings.configuration
        builtin = ReadyMadeTexts(directory: settings.cacheDirectory)
        resultDocument = ResultDocument(directory: settings.cacheDirectory)
        scripts = Scripts(context: LanguageContext(try settings.open(ServerConfiguration())), disk: settings.disk)
    }

    var encoding: PositionEncoding { client.encoding }

    // MARK: The loop

    /// Handles what comes until the client leaves.
    ///
    /// - Returns: the exit code: 0 where it said good-bye.
    func run() -> Int32 {
        defer { resultDocument.remove() }
        while true {
            guard let item = nextItem() else {
                publishOne()
                continue
            }
            switch item {
            case .end: return phase == .shutDown ? 0 : 1
            case .problem(let problem): outbox.send(OutgoingMessage.response(problem.id, .failure(problem.error)))
            case .values(let findings, let uri, let edition): valuesAreKnown(findings, of: uri, edition: edition)
            case .message(.notification("exit", _), _): return phase == .shutDown ? 0 : 1
            case .message(let message, let cancellation): handle(message, cancellation)
            }
            publishChanged()
        }
    }

    /// How long nothing is typed before long texts are looked at once more.
    private static let pauseMilliseconds = 150

    /// nil where there is something to do that waits for a quiet moment, and this is one.
    private func nextItem() -> Inbox.Item? {
        if !diagnostics.isAnythingWaiting { return inbox.take() }
        return diagnostics.onlyLintsWait ? inbox.take(within: Server.pauseMilliseconds) : inbox.takeIfAny()
    }

    private func handle(_ message: Message, _ cancellation: CancellationSource) {
        if phase == .running { followCalendar() }
        switch message {
        case .request(let id, let method, let parameters):
            let reply = Reply(to: id, cancellation, outbox, inbox)
            do throws(ResponseError) {
                if let result = try answer(method, parameters, reply) { reply.answer(.success(result)) }
            } catch { reply.answer(.failure(error)) }
        case .notification(let method, let parameters):
            guard phase == .running, let handler = NotificationMethod.named(method) else { return }
            do throws(ResponseError) { try handler(self, parameters) } catch {
                log("\(method): \(error.message)", .warning)
            }
        case .response(let id, let result): expected.removeValue(forKey: id)?(self, result)
        }
    }

    /// nil where the answer comes later, from another thread.
    private func answer(_ name: String, _ parameters: JSONValue, _ reply: Reply) throws(ResponseError) -> JSONValue? {
        if name == RequestMethod.initialize.name {
            guard phase == .waiting else { throw .invalidRequest("`initialize` comes once") }
        } else {
            if phase == .waiting { throw .notInitialized }
            if phase == .shutDown { throw .invalidRequest("the server has been shut down") }
        }
        guard let method = RequestMethod.named(name) else { throw .methodNotFound(name) }
        if reply.cancellation.isCancelled { throw .requestCancelled }
        if !method.outlivesChanges, let uri = parameters["textDocument"]?["uri"]?.string,
            inbox.hasChangeWaiting(of: uri)
        {
            throw .contentModified
        }
        return try method.answer(self, parameters, reply)
    }

    // MARK: Speaking

    enum MessageType: Int { case error = 1, warning, info, log }

    func log(_ text: String, _ type: MessageType = .log) {
        outbox.notify("window/logMessage", ["type": JSONValue(type.rawValue), "message": .string(text)])
    }

    func show(_ text: String, _ type: MessageType) {
        outbox.notify("window/showMessage", ["type": JSONValue(type.rawValue), "message": .string(text)])
    }

    /// Asks the client for something.
    func ask(
        _ method: String, _ parameters: JSONValue,
        then handle: @escaping (Server, Result<JSONValue, ResponseError>) -> Void = { _, _ in }
    ) {
        expected[outbox.request(method, parameters)] = handle
    }
}

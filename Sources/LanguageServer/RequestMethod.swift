internal import JSON

/// A request that clients can send: its name, what `initialize` says of it, and who answers it. One file each in
/// `Features`.
struct RequestMethod: Sendable {
    /// `textDocument/hover`
    let name: String
    /// Whether an answer about a text is still of use when a later state of the text is on its way.
    let outlivesChanges: Bool
    /// Members of the server's capabilities.
    let capabilities: @Sendable (ClientCapabilities) -> JSONObject
    /// Gives the result, or nil where the reply will be answered from another thread.
    let answer: @Sendable (Server, JSONValue, Reply) throws(ResponseError) -> JSONValue?

    init(
        _ name: String, outlivesChanges: Bool = false,
        capabilities: @escaping @Sendable (ClientCapabilities) -> JSONValue = { _ in [:] },
        answer: @escaping @Sendable (Server, JSONValue, Reply) throws(ResponseError) -> JSONValue?
    ) {
        self.name = name
        self.outlivesChanges = outlivesChanges
        self.capabilities = { capabilities($0).object ?? JSONObject() }
        self.answer = answer
    }

    static let all: [RequestMethod] = [
        initialize, shutdown,
        documentDiagnostic, workspaceDiagnostic,
        completion, completionResolve, hover, signatureHelp,
        definition, references, documentHighlight, prepareRename, rename,
        documentSymbol, workspaceSymbol,
        semanticTokens, semanticTokensDelta, semanticTokensRange, foldingRange, selectionRange, inlayHint,
        formatting, rangeFormatting,
        codeAction, codeLens, codeLensResolve, executeCommand,
    ]

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    static func named(_ name: String) -> RequestMethod? { byName[name] }
}

/// Notifications from the client, which get no answer.
enum NotificationMethod {
    typealias Handler = @Sendable (Server, JSONValue) throws(ResponseError) -> Void

    private static let all: [String: Handler] = [
        "initialized": Lifecycle.initialized,
        "$/setTrace": { _, _ in },
        "textDocument/didOpen": TextSynchronization.didOpen,
        "textDocument/didChange": TextSynchronization.didChange,
        "textDocument/didClose": TextSynchronization.didClose,
        "textDocument/didSave": { _, _ in },
        "workspace/didChangeConfiguration": WorkspaceChanges.didChangeConfiguration,
        "workspace/didChangeWatchedFiles": WorkspaceChanges.didChangeWatchedFiles,
        "workspace/didChangeWorkspaceFolders": WorkspaceChanges.didChangeWorkspaceFolders,
    ]

    /// Those that are not known are passed over, as the protocol has it.
    static func named(_ name: String) -> Handler? { all[name] }
}

internal import JSON

/// The client's capabilities that matter here. One that it does not mention is absent.
struct ClientCapabilities: Sendable {
    var encoding = PositionEncoding.utf16
    /// Asks for diagnostics itself; else they are sent to it.
    var pullsDiagnostics = false
    var refreshesDiagnostics = false
    var relatedInformation = false
    var diagnosticTags: [Int] = []
    var diagnosticData = false
    var watchesFiles = false
    var documentChanges = false
    var snippets = false
    var completionDocumentation = TextFormat.plain
    var hover = TextFormat.plain
    var signatureDocumentation = TextFormat.plain
    var labelOffsets = false
    var symbolTree = false
    var codeActionLiterals = false
    var lineFoldingOnly = false
    var refreshesLenses = false
    var refreshesHints = false
    var refreshesTokens = false
    var showsDocuments = false
    var asksConfiguration = false
    var registersConfiguration = false

    enum TextFormat: String, Sendable { case plain = "plaintext", markdown }

    init() {}

    /// - Parameter value: `capabilities` of `initialize`.
    init(_ value: JSONValue?) {
        let (general, workspace, text) = (value?["general"], value?["workspace"], value?["textDocument"])
        encoding = PositionEncoding(offered: general?["positionEncodings"]?.array?.compactMap(\.string) ?? [])
        pullsDiagnostics = text?["diagnostic"]?.object != nil
        refreshesDiagnostics = workspace?["diagnostics"]?["refreshSupport"]?.bool ?? false
        let published = text?["publishDiagnostics"], pulled = text?["diagnostic"]
        relatedInformation = (pulled?["relatedInformation"] ?? published?["relatedInformation"])?.bool ?? false
        diagnosticTags =
            (pulled?["tagSupport"] ?? published?["tagSupport"])?["valueSet"]?.array?.compactMap(\.integer) ?? []
        diagnosticData = (pulled?["dataSupport"] ?? published?["dataSupport"])?.bool ?? false
        watchesFiles = workspace?["didChangeWatchedFiles"]?["dynamicRegistration"]?.bool ?? false
        documentChanges = workspace?["workspaceEdit"]?["documentChanges"]?.bool ?? false
        let item = text?["completion"]?["completionItem"]
        snippets = item?["snippetSupport"]?.bool ?? false
        completionDocumentation = ClientCapabilities.format(item?["documentationFormat"])
        hover = ClientCapabilities.format(text?["hover"]?["contentFormat"])
        let signature = text?["signatureHelp"]?["signatureInformation"]
        signatureDocumentation = ClientCapabilities.format(signature?["documentationFormat"])
        labelOffsets = signature?["parameterInformation"]?["labelOffsetSupport"]?.bool ?? false
        symbolTree = text?["documentSymbol"]?["hierarchicalDocumentSymbolSupport"]?.bool ?? false
        codeActionLiterals = text?["codeAction"]?["codeActionLiteralSupport"]?.object != nil
        lineFoldingOnly = text?["foldingRange"]?["lineFoldingOnly"]?.bool ?? false
        refreshesLenses = workspace?["codeLens"]?["refreshSupport"]?.bool ?? false
        refreshesHints = workspace?["inlayHint"]?["refreshSupport"]?.bool ?? false
        refreshesTokens = workspace?["semanticTokens"]?["refreshSupport"]?.bool ?? false
        showsDocuments = value?["window"]?["showDocument"]?["support"]?.bool ?? false
        asksConfiguration = workspace?["configuration"]?.bool ?? false
        registersConfiguration = workspace?["didChangeConfiguration"]?["dynamicRegistration"]?.bool ?? false
    }

    /// The first of the client's formats that is known here.
    private static func format(_ value: JSONValue?) -> TextFormat {
        value?.array?.lazy.compactMap { $0.string.flatMap { TextFormat(rawValue: $0) } }.first ?? .plain
    }
}

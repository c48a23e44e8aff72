internal import JSON

extension RequestMethod {
    static let initialize = RequestMethod("initialize") { server, parameters, _ throws(ResponseError) in
        Lifecycle.initialize(server, parameters)
    }

    static let shutdown = RequestMethod("shutdown") { server, _, _ throws(ResponseError) in
        server.phase = .shutDown
        return .null
    }
}

/// How a client comes and goes.
enum Lifecycle {
    static func initialize(_ server: Server, _ parameters: JSONValue) -> JSONValue {
        server.client = ClientCapabilities(parameters["capabilities"])
        server.folders = folders(parameters)
        if let process = parameters["processId"]?.integer { ParentWatch.start(process, server.inbox) }
        server.configuration.apply(parameters["initializationOptions"])
        server.phase = .running
        var capabilities = JSONObject([
            .init("positionEncoding", .string(server.encoding.rawValue)),
            .init("textDocumentSync", ["openClose": true, "change": 2]),
            .init("workspace", ["workspaceFolders": ["supported": true, "changeNotifications": true]]),
        ])
        for method in RequestMethod.all { capabilities.members += method.capabilities(server.client).members }
        return [
            "capabilities": .object(capabilities),
            "serverInfo": ["name": "clientele", "version": .string(server.settings.version)]
        ]
    }

    private static func folders(_ parameters: JSONValue) -> [String] {
        if let folders = parameters["workspaceFolders"]?.array {
            return folders.compactMap { $0["uri"]?.string.flatMap(DocumentURI.path) }
        }
        if let root = parameters["rootUri"]?.string { return [DocumentURI.path(of: root)].compactMap(\.self) }
        return [parameters["rootPath"]?.string].compactMap(\.self)
    }

    static func initialized(_ server: Server, _ parameters: JSONValue) {
        server.openStore()
        var registrations: [JSONValue] = []
        if server.client.watchesFiles {
            registrations.append([
                "id": "clientele-files", "method": "workspace/didChangeWatchedFiles",
                "registerOptions": ["watchers": [["globPattern": "**/*.cq"]]]
            ])
        }
        if server.client.registersConfiguration {
            registrations.append([
                "id": "clientele-settings", "method": "workspace/didChangeConfiguration",
                "registerOptions": ["section": "clientele"]
            ])
        }
        if !registrations.isEmpty { server.ask("client/registerCapability", ["registrations": .array(registrations)]) }
    }
}

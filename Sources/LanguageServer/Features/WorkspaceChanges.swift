internal import Engine
internal import JSON
internal import LanguageService
internal import Model
internal import Planning

/// Changes around the texts: settings, files, folders.
enum WorkspaceChanges {
    static func didChangeConfiguration(_ server: Server, _ parameters: JSONValue) {
        // Clients that are asked for their settings may send none by themselves.
        if let settings = parameters["settings"], settings != .null { return server.configure(settings) }
        guard server.client.asksConfiguration else { return }
        server.ask("workspace/configuration", ["items": [["section": "clientele"]]]) { server, result in
            if case .success(let sections) = result, let settings = sections[0] { server.configure(settings) }
        }
    }

    static func didChangeWatchedFiles(_ server: Server, _ parameters: JSONValue) {
        server.knownPaths = nil
        // Which analyses hold no more is seen from the files themselves.
        server.diagnostics.checkAll(server.scripts.open.keys)
        server.diagnosticsMayHaveChanged()
    }

    static func didChangeWorkspaceFolders(_ server: Server, _ parameters: JSONValue) {
        func paths(_ name: String) -> [String] {
            parameters["event"]?[name]?.array?.compactMap { $0["uri"]?.string.flatMap(DocumentURI.path) } ?? []
        }
        server.knownPaths = nil
        let removed = paths("removed")
        server.folders = server.folders.filter { !removed.contains($0) } + paths("added")
        server.diagnosticsMayHaveChanged()
    }
}

extension Server {
    func configure(_ settings: JSONValue) {
        let before = configuration
        configuration.apply(settings)
        if configuration != before { openStore() }
    }

    /// Takes up the store that is configured: its model is what texts are held against. One that can't be opened is
    /// reported, and the standard model stands in for it.
    func openStore() {
        let configuration = configuration.resolved(in: folders.first)
        hasStore = false
        do throws(Failure) {
            scripts.context = LanguageContext(try settings.open(configuration))
            hasStore = configuration.store != nil
            log(
                configuration.store.map { "answers come from \($0)" }
                    ?? "no store is configured; texts are held against the standard model")
        } catch {
            show(([error.message] + error.notes).joined(separator: "; "), .error)
            if let standard = try? settings.open(ServerConfiguration()) { scripts.context = LanguageContext(standard) }
        }
        let open = settings.open
        let reopen: @Sendable () throws(Failure) -> Session = { () throws(Failure) in try open(configuration) }
        data.use(configuration.store, open: hasStore ? reopen : nil)
        diagnostics.checkAll(scripts.open.keys)
        diagnosticsMayHaveChanged()
    }

    /// Editors stay open overnight: without a configured day, `today` is the day that it is.
    func followCalendar() {
        let time = scripts.context.time
        if configuration.asOf == nil, time.zone.day(of: settings.now()) != time.day { openStore() }
    }

    /// Tells a client that asks for diagnostics itself to ask again.
    func diagnosticsMayHaveChanged() {
        if client.pullsDiagnostics, client.refreshesDiagnostics { ask("workspace/diagnostic/refresh", .null) }
    }
}

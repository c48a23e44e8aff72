package import Engine
package import Model

/// The language server: the editor's protocol around the language service.
///
/// Enters: messages on a descriptor. Leaves: answers and notifications on another, an exit code. Never: knows what a
/// text means, which is the language service's; reads the clock or the environment, which `ServerSettings` stand for;
/// crashes on what a client sends.
package enum LanguageServer {
    /// Serves one client until it leaves.
    ///
    /// - Returns: 0 after `shutdown` and `exit`, 1 where the client left without, or where the system has no thread to
    ///   spare.
    /// - Throws: `Failure` where the standard model itself can't be read.
    package static func run(input: Int32, output: Int32, _ settings: ServerSettings) throws(Failure) -> Int32 {
        let inbox = Inbox(), outbox = Outbox(descriptor: output)
        let server = try Server(settings, inbox, outbox)
        let reader = MessageReader(descriptor: input, inbox: inbox)
        guard ServerThread.start({ reader.run() }) else { return 1 }
        let code = server.run()
        inbox.cancelAll()
        return code
    }
}

/// Settings from the command that starts the server.
package struct ServerSettings: Sendable {
    /// From the command line; the editor's settings take precedence.
    package var configuration: ServerConfiguration
    /// Opens a store, or the standard model where none is named, as of now where no day is.
    package var open: @Sendable (ServerConfiguration) throws(Failure) -> Session
    /// The clock: with every day that begins, stores are opened as of that day, where none is configured.
    package var now: @Sendable () -> Instant
    /// Files, for imports.
    package var disk: any ImportReader
    /// Where ready-made definitions are laid down to be looked at; nil where there is no place.
    package var cacheDirectory: String?
    package var version: String

    package init(
        configuration: ServerConfiguration, open: @escaping @Sendable (ServerConfiguration) throws(Failure) -> Session,
        now: @escaping @Sendable () -> Instant, disk: any ImportReader, cacheDirectory: String?, version: String
    ) {
        self.configuration = configuration
        self.open = open
        self.now = now
        self.disk = disk
        self.cacheDirectory = cacheDirectory
        self.version = version
    }
}

internal import JSON

/// The source of the answers: as given on the command line, overridden by the editor.
package struct ServerConfiguration: Sendable, Hashable {
    /// The store; without one, texts are held against the standard model.
    package var store: String?
    /// The file that says what the tables of an existing database mean.
    package var model: String?
    package var currency: String?
    /// `2026-03-01`, or nil for now.
    package var asOf: String?
    package var timeZone: String?
    /// Whether values, distributions and sizes are looked up in the store.
    package var usesData = true

    package init() {}

    /// - Parameter settings: `{"store": "shop.db", "asOf": "2026-06-30", "data": false}`, by itself or below
    ///   `clientele`. What is not mentioned stays as it is; an empty text or null takes a setting away.
    mutating func apply(_ settings: JSONValue?) {
        guard let settings = settings?["clientele"] ?? settings, settings.object != nil else { return }
        ServerConfiguration.set(&store, settings["store"])
        ServerConfiguration.set(&model, settings["model"])
        ServerConfiguration.set(&currency, settings["currency"])
        ServerConfiguration.set(&asOf, settings["asOf"])
        ServerConfiguration.set(&timeZone, settings["timeZone"])
        if let data = settings["data"]?.bool { usesData = data }
    }

    private static func set(_ setting: inout String?, _ value: JSONValue?) {
        if let text = value?.string { setting = text.isEmpty ? nil : text } else if value == .null { setting = nil }
    }

    /// Paths as seen from the folder that the editor has open.
    func resolved(in folder: String?) -> ServerConfiguration {
        var resolved = self
        resolved.store = store.map { ServerConfiguration.absolute($0, in: folder) }
        resolved.model = model.map { ServerConfiguration.absolute($0, in: folder) }
        return resolved
    }

    private static func absolute(_ path: String, in folder: String?) -> String {
        guard !path.hasPrefix("/"), let folder else { return path }
        return folder + "/" + path
    }
}

internal import Glibc

/// The prelude and the store's model as files, so that an editor can show where something ready-made is defined.
struct ReadyMadeTexts {
    /// nil where there is no place for them.
    let directory: String?
    private var written: [[UInt8]: String] = [:]

    init(directory: String?) { self.directory = directory }

    /// Whether the address is of one of these files, which nobody edits.
    func holds(_ uri: String) -> Bool {
        guard let directory, let path = DocumentURI.path(of: uri) else { return false }
        return path.hasPrefix(directory + "/")
    }

    /// The address of a file with the text, made if need be: `prelude-1a2b….cq`, so that each version and each store
    /// has its own.
    mutating func uri(named name: String, _ bytes: [UInt8]) -> String {
        if let uri = written[bytes] { return uri }
        guard let directory else { return "clientele:\(name).cq" }
        let path = "\(directory)/\(name)-\(ReadyMadeTexts.fingerprint(bytes)).cq"
        guard ReadyMadeTexts.write(bytes, to: path, in: directory) else { return "clientele:\(name).cq" }
        let uri = DocumentURI.uri(ofPath: path)
        written[bytes] = uri
        return uri
    }

    /// FNV-1a.
    private static func fingerprint(_ bytes: [UInt8]) -> String {
        String(bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)
    }

    /// Read-only: what is ready-made is replaced by definitions of one's own, not edited.
    private static func write(_ bytes: [UInt8], to path: String, in directory: String) -> Bool {
        access(path, R_OK) == 0 || CacheFile.write(bytes, to: path, mode: 0o444)
    }
}

internal import Model
internal import Store

/// The text of an input, unpacked and decoded, and what was found on the way.
struct InputText {
    let source: ByteSource
    let compression: Compression
    /// nil for what is no workbook.
    let workbook: Workbook?
    /// The name of the file, or of the one that was packed in it.
    let fileName: String?
    private let decoding: DecodingStream
    private let options: Options

    struct Options {
        /// nil to find out.
        var encoding: TextEncoding?
        var currency: Currency
        /// Sheet of a workbook; nil for the first visible one.
        var sheet: String?
    }

    let buffer: RecordBuffer
    var currency: Currency { options.currency }

    init(_ source: ByteSource, path: String?, _ options: Options) throws(StoreError) {
        self.source = source
        var beginning = StreamWindow(source, capacity: 4096)
        while !beginning.isAtEnd, beginning.count < Compression.signatureLength { try beginning.fill() }
        compression = Compression(signature: beginning.withBytes { Array($0.prefix(Compression.signatureLength)) })
        let raw = PrefixedStream(beginning, then: source)
        let stream: any ByteStream
        var options = options, workbook: Workbook?
        switch compression {
        case .none:
            stream = raw
            fileName = path
        case .gzip:
            stream = try GzipStream(raw, name: source.name)
            fileName = path.map { InputText.unpackedName($0, [".gz", ".gzip"]) }
        case .zstd:
            stream = try ZstdStream(raw, name: source.name)
            fileName = path.map { InputText.unpackedName($0, [".zst", ".zstd"]) }
        case .zip:
            let archive = try ZipArchive(source)
            if Workbook.isOne(archive) {
                let book = try Workbook(archive, name: source.name, sheet: options.sheet)
                workbook = book
                stream = ReadAheadStream(try book.stream(currency: options.currency))
                options.encoding = .utf8
                fileName = path
                break
            }
            let entry = try InputText.onlyFile(in: archive, source.name)
            stream = try archive.stream(entry)
            fileName = entry.name
        case .foreign(let name, let remedy):
            let form = name.hasPrefix("a") ? name : "packed with \(name)"
            throw StoreError(.notText, "\(source.name) is \(form), which is not read here", notes: ["`\(remedy)`"])
        }
        self.workbook = workbook
        self.options = options
        decoding = DecodingStream(stream, encoding: options.encoding, name: source.name, currency: options.currency)
        buffer = RecordBuffer(decoding, name: source.name)
        let isPacked = compression != .none
        buffer.position = { [decoding] in
            isPacked || decoding.encoding ?? .utf8 != .utf8 ? source.position : nil
        }
    }

    /// nil where nothing but ASCII has come so far.
    var encoding: TextEncoding? { decoding.encoding }

    /// The same text from its beginning; nil where the input is gone once it is read.
    func again() throws(StoreError) -> InputText? {
        guard let again = source.again() else { return nil }
        return try InputText(again, path: fileName, options)
    }

    private static func unpackedName(_ path: String, _ endings: [String]) -> String {
        endings.first { path.lowercased().hasSuffix($0) }.map { String(path.dropLast($0.count)) } ?? path
    }

    /// The only file in an archive; the folder and files that macOS adds are ignored.
    private static func onlyFile(in archive: ZipArchive, _ name: String) throws(StoreError) -> ZipArchive.Entry {
        let files = archive.entries.filter { entry in
            !entry.isDirectory && !entry.name.hasPrefix("__MACOSX/") && !entry.name.hasSuffix(".DS_Store")
        }
        guard let file = files.first, files.count == 1 else {
            let names = files.prefix(10).map(\.name).joined(separator: ", ")
            throw StoreError(
                .unreadableInput, "\(name) holds \(files.isEmpty ? "no file" : "\(files.count) files")",
                notes: files.isEmpty
                    ? ["nothing was imported"]
                    : [
                        "in it: \(names)",
                        "import what you mean: unzip -p \(name) '\(file(files))' | clientele import … -"
                    ])
        }
        return file
    }

    private static func file(_ files: [ZipArchive.Entry]) -> String { files.first?.name ?? "" }
}

internal import Store

/// Compression of a file, as its first bytes show.
enum Compression: Equatable {
    case none, gzip, zstd, zip
    /// Something that is not read here: what it is, and the command that makes something readable of it.
    case foreign(String, remedy: String)

    /// As accounts and messages name it.
    var name: String? {
        switch self {
        case .none: nil
        case .gzip: "gzip"
        case .zstd: "zstd"
        case .zip: "zip"
        case .foreign(let name, _): name
        }
    }

    /// How many bytes `init` wants to see, where there are as many.
    static let signatureLength = 16

    init(signature: some Sequence<UInt8>) {
        let bytes = Array(signature)
        func begins(with signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
        if begins(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if begins(with: [0x28, 0xB5, 0x2F, 0xFD])
            || bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18])
        {
            self = .zstd
        } else if begins(with: [0x50, 0x4B, 0x03, 0x04]) || begins(with: [0x50, 0x4B, 0x05, 0x06]) {
            self = .zip
        } else if begins(with: Array("BZh".utf8)) {
            self = .foreign("bzip2", remedy: "bunzip2 -c FILE | clientele import … -")
        } else if begins(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            self = .foreign("xz", remedy: "xz -dc FILE | clientele import … -")
        } else if begins(with: Array("PAR1".utf8)) {
            self = .foreign("a Parquet file", remedy: "duckdb -c \"COPY 'FILE' TO 'FILE.csv'\"")
        } else if begins(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            self = .foreign("a workbook of Excel before 2007", remedy: "save it as .xlsx or as CSV UTF-8")
        } else if begins(with: Array("SQLite format 3".utf8)) {
            self = .foreign("an SQLite database", remedy: "clientele model infer FILE")
        } else {
            self = .none
        }
    }
}

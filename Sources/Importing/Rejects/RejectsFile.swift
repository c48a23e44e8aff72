internal import Glibc
internal import JSON
internal import Model
internal import Store
internal import Syntax

/// The rows that were not imported, each with the reason, in a form that can be mended and imported again.
///
/// Made with the first reject, as a draft; it gets its own name when the import is about to be kept. Rows of an earlier
/// import, which somebody may have mended, are put aside under another name and not lost.
final class RejectsFile {
    let path: String
    /// Where what was there before is now; nil where nothing was, or the same.
    private(set) var formerPath: String?
    private var target: Target?
    /// Whether the file has its name.
    private var isKept = false
    private let isChosen: Bool
    private var hasRows = false
    private var line: [UInt8] = []
    private var unwritten: [UInt8] = []
    private let form: Form

    private enum Target {
        case draft(DraftFile)
        /// A pipe or a device, which takes the rows when the import is about to be kept: an input may have to be read
        /// once more, and what somebody has read can't be taken back.
        case stream(Int32, Spool)

        func write(_ bytes: [UInt8]) throws(DraftFile.Refusal) {
            switch self {
            case .draft(let file): try DraftFile.write(bytes, to: file.descriptor)
            case .stream(_, let spool): try spool.append(bytes)
            }
        }
    }

    /// That of the input, so that rows which could not be taken apart can be mended and read as they stand.
    enum Form {
        /// - Parameter header: the input's own columns.
        case delimited(header: [[UInt8]], delimiter: UInt8)
        case lines

        /// The ending of the file's name.
        var ending: String {
            switch self {
            case .delimited(_, delimiter: UInt8(ascii: "\t")): ".tsv"
            case .delimited: ".csv"
            case .lines: ".jsonl"
            }
        }
    }

    /// - Parameter isChosen: whether the user has named the path: then a link leads to the file that is meant, and a
    ///   pipe or a device is written to.
    init(path: String, isChosen: Bool, form: Form) {
        self.path = path
        self.isChosen = isChosen
        self.form = form
    }

    deinit { discard() }

    /// Opens what somebody may be waiting to read from.
    func prepare() throws(StoreError) {
        guard isChosen, let stream = OutputPlace.stream(path) else { return }
        guard stream.descriptor >= 0 else { throw unwritable(stream.code) }
        guard let spool = Spool() else { throw unwritable(errno) }
        target = .stream(stream.descriptor, spool)
        appendHeader()
    }

    private func appendHeader() {
        guard case .delimited(let header, let delimiter) = form else { return }
        append((ColumnMatcher.rejectColumns.map { Array($0.utf8) } + header).map { .init(bytes: $0) }, delimiter)
        line.append(UInt8(ascii: "\n"))
        unwritten += line
        line.removeAll(keepingCapacity: true)
    }

    func write(_ row: RejectedRow) throws(StoreError) {
        try openIfNeeded()
        hasRows = true
        line.removeAll(keepingCapacity: true)
        let rejection = row.rejection
        switch form {
        case .delimited(let header, let delimiter):
            let own = [Array("\(row.line)".utf8), Array(rejection.column.utf8), rejection.value,
                       Array(rejection.reason.utf8), row.source]
            append(own.map { .init(bytes: $0) } + (row.cells ?? header.map { _ in .init(bytes: []) }), delimiter)
        case .lines: appendJSON(row.line, rejection, row.source)
        }
        line.append(UInt8(ascii: "\n"))
        try flush(from: 1 << 16)
    }

    /// Gives the file its name, on the disk and not just in memory: what is rejected is nowhere else once the import is
    /// committed. Nothing happens where nothing was rejected.
    func keep() throws(StoreError) {
        guard let target else { return }
        // The reader of a pipe gets end of file where nothing was rejected.
        guard hasRows else { return discard() }
        try flush(from: 0)
        self.target = nil
        switch target {
        case .stream(let descriptor, let spool):
            defer { close(descriptor) }
            do { try spool.copy(to: descriptor) } catch { throw unwritable(error.code) }
        case .draft(let file):
            do throws(DraftFile.Refusal) {
                formerPath = try putAside(for: file)
                try file.commit(isSynced: true)
            } catch {
                restore()
                throw unwritable(error.code)
            }
            isKept = true
        }
    }

    /// Takes back what was kept of an import that was not committed after all.
    func withdraw() {
        discard()
        guard isKept else { return }
        isKept = false
        if formerPath == nil { unlink(place) } else { restore() }
    }

    func discard() {
        guard let target else { return }
        self.target = nil
        switch target {
        case .draft(let file): file.discard()
        case .stream(let descriptor, _): close(descriptor)
        }
    }

    /// Forgets the rows so far. Who waits for them goes on waiting.
    func startOver() {
        hasRows = false
        unwritten.removeAll(keepingCapacity: true)
        guard case .stream(_, let spool)? = target else { return discard() }
        spool.clear()
        appendHeader()
    }

    // MARK: What was there before

    private var place: String { isChosen ? OutputPlace.resolved(path) : path }

    /// Gives what is in the place another name where it differs; the name.
    private func putAside(for file: DraftFile) throws(DraftFile.Refusal) -> String? {
        let place = place
        var (status, own) = (stat(), stat())
        guard lstat(place, &status) == 0, status.st_size > 0, fstat(file.descriptor, &own) == 0 else { return nil }
        if status.st_size == own.st_size, isSame(place, file.descriptor) { return nil }
        let stem = place.hasSuffix(form.ending) ? String(place.dropLast(form.ending.utf8.count)) : place
        for number in 1..<10_000 {
            let former = "\(stem)-\(number)\(place == stem ? "" : form.ending)"
            if link(place, former) == 0 { return former }
            let reason = errno
            var other = stat()
            if lstat(former, &other) == 0 {
                // A run that was killed got as far as this.
                if other.st_dev == status.st_dev, other.st_ino == status.st_ino { return former }
                continue
            }
            // File systems without hard links.
            guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(reason) else { throw DraftFile.Refusal(reason) }
            if rename(place, former) == 0 { return former }
            throw DraftFile.Refusal(errno)
        }
        throw DraftFile.Refusal(EEXIST)
    }

    private func restore() {
        if let formerPath, rename(formerPath, place) == 0 {
            // Two names of one file are left as they are by the call.
            unlink(formerPath)
        }
        formerPath = nil
    }

    private func isSame(_ path: String, _ descriptor: Int32) -> Bool {
        let other = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard other >= 0 else { return false }
        defer { close(other) }
        var (a, b) = ([UInt8](repeating: 0, count: 1 << 16), [UInt8](repeating: 0, count: 1 << 16))
        var offset = 0
        while true {
            let count = pread(descriptor, &a, a.count, offset)
            guard count >= 0, pread(other, &b, b.count, offset) == count, a[..<count] == b[..<count] else {
                return false
            }
            if count == 0 { return true }
            offset += count
        }
    }

    // MARK: Writing

    private func openIfNeeded() throws(StoreError) {
        if target != nil { return }
        target = try open()
        appendHeader()
    }

    private func open() throws(StoreError) -> Target {
        var status = stat()
        if lstat(place, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw unwritable("it is no regular file, and nobody has named it")
        }
        // Rows name customers: nobody else is to read them.
        do { return .draft(try DraftFile(for: place, mode: 0o600)) } catch { throw unwritable(error.code) }
    }

    private func unwritable(_ code: Int32) -> StoreError { unwritable(String(cString: strerror(code))) }

    private func unwritable(_ reason: String) -> StoreError {
        StoreError(.unwritableRejects, "cannot write the rejected rows to \(path): \(reason)",
                   notes: ["--rejects PATH puts them elsewhere; nothing was imported"])
    }

    /// Hands the line over, and all that waits where that is so many bytes.
    private func flush(from size: Int) throws(StoreError) {
        unwritten += line
        line.removeAll(keepingCapacity: true)
        guard let target, unwritten.count >= size else { return }
        defer { unwritten.removeAll(keepingCapacity: true) }
        do { try target.write(unwritten) } catch { throw unwritable(error.code) }
    }

    /// Quotes around nothing stay: for text, an empty one is a value.
    private func append(_ cells: [RejectedRow.Cell], _ delimiter: UInt8) {
        for (i, cell) in cells.enumerated() {
            if i > 0 { line.append(delimiter) }
            let bytes = cell.bytes
            let needsQuotes = bytes.isEmpty ? cell.isQuoted : QuotedText.isNeeded(for: bytes, delimiter)
            if needsQuotes { QuotedText.append(bytes, to: &line) } else { line += bytes }
        }
    }

    /// The object itself, with the reason as its first members; a line that is no object becomes a member too.
    private func appendJSON(_ lineNumber: Int, _ rejection: RecordChecker.Rejection, _ row: [UInt8]) {
        line += "{\"reject_line\":\(lineNumber),\"reject_column\":".utf8
        appendJSONText(Array(rejection.column.utf8))
        line += ",\"reject_value\":".utf8
        appendJSONText(rejection.value)
        line += ",\"reject_reason\":".utf8
        appendJSONText(Array(rejection.reason.utf8))
        let content = row.drop { $0 == 0x20 || $0 == 0x09 }
        // A line that is rejected as a whole could not be read.
        if !rejection.column.isEmpty, content.first == UInt8(ascii: "{") {
            let members = content.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            if members.first != UInt8(ascii: "}") { line.append(UInt8(ascii: ",")) }
            line += members
        } else {
            line += ",\"reject_row\":".utf8
            appendJSONText(row)
            line.append(UInt8(ascii: "}"))
        }
    }

    private func appendJSONText(_ bytes: [UInt8]) {
        JSONText.append(String(decoding: bytes, as: UTF8.self), to: &line)
    }
}

internal import Glibc
internal import Model
internal import Store

/// The texts of a workbook, each of which many cells may have: in memory as far as that goes, the rest in a file that
/// has no name and ends with the process.
final class SharedTexts: XMLReceiver {
    private var bytes: [UInt8] = []
    /// Where each begins; texts are below 4 GiB altogether.
    private var starts: [UInt32] = [0]
    private var descriptor: Int32 = -1
    private var spilled = 0
    private var isInText = false, phonetic = 0
    private var buffer: [UInt8] = []
    private(set) var failure: StoreError?

    private static let memoryLimit = 48 << 20
    private static let fileLimit = 4 << 30
    private static let countLimit = 8 << 20

    deinit { if descriptor >= 0 { close(descriptor) } }

    var count: Int { starts.count - 1 }

    /// - Returns: whether there is such a text.
    func append(_ index: Int, to target: inout [UInt8]) -> Bool {
        guard index >= 0, index < count else { return false }
        let start = Int(starts[index]), end = Int(starts[index + 1])
        if end <= SharedTexts.memoryLimit {
            target.append(contentsOf: bytes[start..<end])
            return true
        }
        let place = target.count, length = end - start
        target.append(contentsOf: repeatElement(0, count: length))
        let read = target.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress.map { $0 + place }, length, start) }
        return read == length
    }

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
        if name.is("t") {
            isInText = phonetic == 0
        } else if name.is("rPh") {
            phonetic += 1
        } else if name.is("si") {
            buffer.removeAll(keepingCapacity: true)
        }
    }

    override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if isInText, buffer.count <= ImportLimits.recordBytes { buffer.append(contentsOf: bytes) }
    }

    override func end(_ name: XMLName) -> Bool {
        if name.is("t") { isInText = false } else if name.is("rPh") { phonetic -= 1 } else if name.is("si") { keep() }
        return false
    }

    private func keep() {
        guard failure == nil else { return }
        WorkbookText.unescape(&buffer)
        let end = Int(starts.last ?? 0) + buffer.count
        guard count < SharedTexts.countLimit, end < SharedTexts.fileLimit else {
            failure = StoreError(.unreadableInput, "the workbook has more texts than there is room for")
            return
        }
        if end <= SharedTexts.memoryLimit {
            bytes.append(contentsOf: buffer)
        } else if !spill() {
            failure = StoreError(.unreadableInput, "the workbook has more texts than there is room for")
        }
        starts.append(UInt32(end))
    }

    /// Texts that have no room in memory lie in the file where they would lie in memory.
    private func spill() -> Bool {
        if descriptor < 0 {
            var template = Array(
                "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/clientele-texts-XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            guard descriptor >= 0 else { return false }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            unlink(template)
        }
        let start = Int(starts.last ?? 0)
        return buffer.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, start) } == buffer.count
    }
}

enum WorkbookText {
    /// `_x000D_`, which stands for a character that XML can't hold.
    static func unescape(_ bytes: inout [UInt8]) {
        guard bytes.contains(UInt8(ascii: "_")) else { return }
        var result: [UInt8] = [], place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "_"), place + 7 <= bytes.count,
               bytes[place + 1] == UInt8(ascii: "x"), bytes[place + 6] == UInt8(ascii: "_"),
               let code = UInt32(String(decoding: bytes[place + 2..<place + 6], as: UTF8.self), radix: 16),
               let scalar = Unicode.Scalar(code) {
                result.append(contentsOf: String(scalar).utf8)
                place += 7
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        bytes = result
    }
}

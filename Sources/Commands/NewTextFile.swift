import Engine
import Glibc
import Store
import Syntax

/// A text for people to edit: what somebody has edited is not to be lost, so a file that is there is not replaced.
enum NewTextFile {
    static func write(_ text: String, to output: String) throws {
        if let reason = OutputPlace.refusal(of: output) {
            throw Failure(.unwritableOutput, "can't write there: \(reason)")
        }
        var status = stat()
        do throws(DraftFile.Refusal) {
            if lstat(output, &status) == 0 { throw DraftFile.Refusal(EEXIST) }
            let file = try DraftFile(for: output, mode: 0o666)
            try file.write(Array(text.utf8))
            try file.commitAsNew()
        } catch {
            throw Failure(.unwritableOutput, "can't write \(output): \(error.reason)")
        }
    }
}

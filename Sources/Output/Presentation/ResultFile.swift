package import Engine

/// The file that the results of a run go to: told of each, it refuses those that would spoil it.
package final class ResultFile {
    private let name: String
    /// Format of the latest result in the file.
    private var format: OutputFormat?

    package init(name: String) { self.name = name }

    /// A result comes.
    ///
    /// - Throws: E0810 where the file can't take another.
    func take(_ format: OutputFormat) throws(Failure) {
        try admit(1, in: format)
        self.format = format
    }

    /// - Throws: E0810 where so many more results can't be in the file.
    package func admit(_ count: Int, in format: OutputFormat) throws(Failure) {
        let isSecond = self.format != nil, isOfOneFormat = self.format == nil || self.format == format
        let hasRoom = format.holdsSeveralResults ? isOfOneFormat : !isSecond && count == 1
        if count == 0 || hasRoom { return }
        let several = OutputFormat.allCases.filter(\.holdsSeveralResults).map { "." + $0.fileExtensions[0] }
        throw Failure(.severalResults,
                      "\(name) takes one result, written as \((self.format ?? format).rawValue), and there are more",
                      notes: ["files that take several: \(several.joined(separator: ", "))",
                              "or ask each question by itself, with a file of its own"])
    }
}

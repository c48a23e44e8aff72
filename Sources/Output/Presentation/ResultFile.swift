package import Engine

/// The file that the results of a run go to: told of each, it refuses those that would spoil it.
package final class ResultFile {
    private let name: String
    /// Format of the latest result in the file.
    private var format: OutputFormat?

    package init(name: String) { self.name = name }

    /// A result comes, or the first of those of a text.
    ///
    /// - Throws: E0810 where the file can't take another.
    func take(_ format: OutputFormat) throws(Failure) {
        try admit(1, in: format)
        self.format = format
    }

    /// - Throws: E0810 where so many more results can't be in the file.
    package func admit(_ count: Int, in format: OutputFormat) throws(Failure) {
        let isEmpty = self.format == nil
        let hasRoom = switch format {
            // One object holds those of one text.
            case .json: isEmpty
            case _ where format.holdsSeveralResults: isEmpty || self.format == format
            default: isEmpty && count == 1
        }
        if count == 0 || hasRoom { return }
        let several = OutputFormat.allCases.filter(\.holdsSeveralResults).compactMap(\.fileExtensions.first)
            .map { "." + $0 }
        throw Failure(.severalResults,
                      "\(name) takes one result, written as \((self.format ?? format).rawValue), and there are more",
                      notes: ["files that take several: \(several.joined(separator: ", "))",
                              "or give each a file of its own: `-o DIR/`"])
    }
}

/// A place that takes each result in a file of its own.
package protocol ResultFolder: AnyObject {
    /// The file for the next result.
    ///
    /// - Parameter title: what the result is; its file is named by it.
    /// - Throws: `Failure` E0808.
    func next(_ title: String, _ format: OutputFormat) throws -> ByteSink
}

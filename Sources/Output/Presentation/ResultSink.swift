/// Takes the bytes of a result on their way to a person, who may take their time or walk away.
package protocol ResultSink: AnyObject {
    /// A result comes.
    ///
    /// - Parameter title: what it is, in a few words.
    func begin(_ title: String?)

    /// - Throws: `ClosedPipe` where nobody reads any more, `WriteError` for the rest.
    func write(_ bytes: [UInt8]) throws

    /// The result is complete, or given up. Returns when the person has seen enough of it.
    ///
    /// - Returns: seconds that passed in waiting for the person since the result began.
    func finish() -> Double
}

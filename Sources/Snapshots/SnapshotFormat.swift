/// A store's columns, kept in files beside it.
///
/// Enters: a store and its model. Leaves: the columns that a question asks for, all of one state of the store. Never: changes
/// an answer: whatever is doubtful about a file, it is built anew.
package enum SnapshotFormat {
    /// Files of another version are not read.
    package static let version = 1
}

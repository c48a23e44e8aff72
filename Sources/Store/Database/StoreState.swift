internal import CSQLite

/// Identifies one committed state of a database file: equal only if nothing was committed in between.
///
/// SQLite counts commits in the file's header; with a write-ahead log, the last commit in it is identified by its
/// checksum, which covers everything before it. Size and time of the last change are there for files that someone has
/// put in the place of others.
package struct StoreState: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64
    /// As the header counts them; see the SQLite file format, 1.3.7.
    package let changeCounter: UInt32
    /// Salts of the write-ahead log and checksum of the last commit in it; zeros where there is none.
    package let log: SIMD4<UInt32>
    /// Where the last commit in the log ends; 0 where there is none.
    package let logFrame: UInt32

    package var hasLog: Bool { logFrame > 0 || log != SIMD4(repeating: 0) }

    package init(
        device: UInt64, inode: UInt64, size: Int64, modified: Int64, changeCounter: UInt32, log: SIMD4<UInt32>,
        logFrame: UInt32
    ) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changeCounter = changeCounter
        self.log = log
        self.logFrame = logFrame
    }

    init(_ file: FileStatus, changeCounter: UInt32, log: SIMD4<UInt32> = SIMD4(repeating: 0), logFrame: UInt32 = 0) {
        self.init(device: file.device, inode: file.inode, size: file.size, modified: file.modified,
                  changeCounter: changeCounter, log: log, logFrame: logFrame)
    }
}

/// The state of the file while a transaction is open.
package enum PresentState: Hashable, Sendable {
    /// That of the transaction: nobody can commit before it ends.
    case held(StoreState)
    /// Others may commit meanwhile: it is that of the transaction where it was the same at some moment before that
    /// began. States do not come back.
    case logged(StoreState)
    /// Somebody is committing at this moment.
    case moving
    /// It has no name that tells it from every other.
    case nameless
}

extension Database {
    /// - Precondition: a transaction is open and has read something.
    package var presentState: PresentState {
        guard let file = FileStatus(location), let identity, file.isSameFile(as: identity),
              let main = MainFile(handle), let header = main.header else { return .nameless }
        guard header.isLogged else { return .held(StoreState(file, changeCounter: header.changeCounter)) }
        // Without its log it is read as it is, and looked at again at the end.
        if unlockedFile != nil { return nameWithoutLog(file, header).map { .held($0) } ?? .nameless }
        var words = [UInt32](repeating: 0, count: Int(CLIENTELE_LOG_INDEX_WORDS))
        switch Int(clientele_log_index(main.file, &words)) {
        case CLIENTELE_LOG_INDEX_READ: break
        case CLIENTELE_LOG_INDEX_BEING_WRITTEN: return .moving
        default: return .nameless
        }
        // The last commit's frame, its checksum, and the salts of this round of the log.
        let frame = words[4], log = SIMD4(words[8], words[9], frame > 0 ? words[6] : 0, frame > 0 ? words[7] : 0)
        if log != SIMD4(repeating: 0) {
            return .logged(StoreState(file, changeCounter: header.changeCounter, log: log, logFrame: frame))
        }
        return nameWithoutLog(file, header).map { .logged($0) } ?? .nameless
    }

    /// Where the log is empty or not there, only the file itself tells its states apart: commits that went through a
    /// log need not move its counter on, so that the time of the last change has to.
    private func nameWithoutLog(_ file: FileStatus, _ header: MainFile.Header) -> StoreState? {
        file.isSettled ? StoreState(file, changeCounter: header.changeCounter) : nil
    }
}

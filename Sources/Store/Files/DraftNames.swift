internal import Concurrency
internal import Glibc

/// The drafts that this process is writing, for the moment at which it is asked to end.
///
/// A signal handler can take no lock and no memory: names lie in places of a fixed size, of which the first byte says
/// whether there is one. It is written last and cleared first.
enum DraftNames {
    typealias Place = Int

    private static let (count, size) = (32, 4096)
    /// For threads that add and remove names: how many there are. The handler takes no lock.
    private static let used = Monitor(0)
    // unsafe: read by the handler, whatever the threads are doing. Never given back.
    nonisolated(unsafe) private static let names: UnsafeMutablePointer<CChar> = {
        let names = UnsafeMutablePointer<CChar>.allocate(capacity: count * size)
        names.initialize(repeating: 0, count: count * size)
        return names
    }()

    /// nil where there is no place: the next writer of the same file finds the draft.
    static func add(_ name: String) -> Place? {
        let bytes = name.utf8CString
        guard bytes.count > 1, bytes.count <= size else { return nil }
        return used.locked { used in
            guard let place = (0..<count).first(where: { names[$0 * size] == 0 }) else { return nil }
            let start = names + place * size
            for index in bytes.indices.dropFirst() { start[index] = bytes[index] }
            start[0] = bytes[0]
            used += 1
            watch()
            return place
        }
    }

    static func remove(_ place: Place) {
        used.locked { used in
            names[place * size] = 0
            used -= 1
        }
    }

    /// Signals that end a process which does nothing about them. One that somebody ignores or handles stays theirs.
    private static func watch() {
        for number in [SIGTERM, SIGHUP, SIGINT] {
            var former = sigaction()
            guard sigaction(number, nil, &former) == 0, former.__sigaction_handler.sa_handler == nil else { continue }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                DraftNames.unlinkAll()
                signal(number, nil)
                raise(number)
            }
            sigaction(number, &action, nil)
        }
    }

    /// Safe in a signal handler.
    static func unlinkAll() {
        // No `for`: in a debug build its range and iterator may take memory.
        var place = 0
        while place < count {
            if names[place * size] != 0 { unlink(names + place * size) }
            place += 1
        }
    }
}

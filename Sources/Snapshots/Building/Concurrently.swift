internal import Threads

/// Runs `body` with each of 0 ..< count, each in a thread of its own, and returns when all have.
///
/// - Parameters:
///   - rows: how many there are to work on; few are not worth a thread.
///   - body: touches nothing that another index's run writes.
func concurrently(_ count: Int, rows: Int = .max, _ body: (Int) -> Void) {
    if rows < 16_384 {
        for index in 0..<count { body(index) }
        return
    }
    withoutActuallyEscaping(body) { body in
        let work = UncheckedWork(run: body)
        var threads: [SystemThread] = []
        for index in 1..<max(count, 1) {
            if let thread = SystemThread({ work.run(index) }) { threads.append(thread) } else { body(index) }
        }
        body(0)
        for thread in threads { thread.join() }
    }
}

// unsafe: no run touches what another one writes, by what `concurrently` asks of it.
private struct UncheckedWork: @unchecked Sendable {
    let run: (Int) -> Void
}

/// Each thread writes its own element.
struct UncheckedResults<Element>: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Element>

    init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }
}

internal import Glibc

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
        var threads: [pthread_t] = []
        for index in 1..<max(count, 1) {
            let work = Unmanaged.passRetained(Work { body(index) })
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, work.toOpaque())
            if code == 0 { threads.append(thread) } else { work.takeRetainedValue().run() }
        }
        body(0)
        for thread in threads { pthread_join(thread, nil) }
    }
}

private final class Work {
    let run: () -> Void

    init(run: @escaping () -> Void) { self.run = run }
}

/// Each thread writes its own element.
struct UncheckedResults<Element>: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Element>

    init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }
}

/// Runs `body` with each of 0 ..< count, on as many threads as the system gives, and returns when all have been.
///
/// - Parameters:
///   - rows: how many there are to work on; few are not worth a thread.
///   - body: touches nothing that another index's run writes, and does not wait for one.
package func concurrently(_ count: Int, rows: Int = .max, _ body: (Int) -> Void) {
    if rows < 16_384 || count < 2 {
        for index in 0..<count { body(index) }
        return
    }
    withoutActuallyEscaping(body) { body in
        let work = UncheckedWork(run: body)
        ThreadPool(count: count - 1).forEach(count) { work.run($0) }
    }
}

// unsafe: no run touches what another one writes, by what `concurrently` asks of it.
private struct UncheckedWork: @unchecked Sendable {
    let run: (Int) -> Void
}

/// Each thread writes its own element.
package struct UncheckedResults<Element>: @unchecked Sendable {
    package let buffer: UnsafeMutableBufferPointer<Element>

    package init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }
}

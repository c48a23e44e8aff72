internal import CEditLine
internal import Glibc
internal import Concurrency

/// Something to be worked out on a thread of its own while no key comes.
package struct IdleTask {
    /// Runs on that thread. Gives one row to show, or nil for nothing and where it was cancelled.
    package var answer: @Sendable () -> String?
    /// Makes `answer` return soon. Called from the editor's thread, and as often as it takes.
    package var cancel: () -> Void

    package init(answer: @escaping @Sendable () -> String?, cancel: @escaping () -> Void) {
        self.answer = answer
        self.cancel = cancel
    }
}

/// The thread that a question is answered on. It has to be ended before it is let go of.
final class IdleThread {
    /// Readable once there is an answer.
    let descriptor: Int32
    private let question: IdleTask
    private let work: Work
    private let thread: SystemThread

    // unsafe: written by the thread before it ends, read by the other one after it has joined.
    private final class Work: @unchecked Sendable {
        let answer: @Sendable () -> String?
        var result: String?

        init(_ answer: @escaping @Sendable () -> String?) { self.answer = answer }
    }

    /// Nil where the machine has no thread to give.
    init?(_ question: IdleTask) {
        var ends: [Int32] = [-1, -1]
        guard ce_open_pipe(&ends) == 0 else { return nil }
        let work = Work(question.answer), writingEnd = ends[1]
        let thread = SystemThread {
            work.result = work.answer()
            close(writingEnd)  // the other end becomes readable
        }
        guard let thread else {
            for end in ends { close(end) }
            return nil
        }
        (self.question, self.work, self.thread, descriptor) = (question, work, thread, ends[0])
    }

    /// Returns when the thread is no more.
    ///
    /// - Parameter cancelling: whether the answer is not wanted any longer.
    func end(cancelling: Bool) -> String? {
        if cancelling {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Again and again: a request that comes before the question has begun stops nothing.
            repeat { question.cancel() } while poll(&wait, 1, 2) != 1
        }
        thread.join()
        close(descriptor)
        return cancelling ? nil : work.result
    }
}

/// Memory that several threads write to at once, each in places of its own.
///
/// Unsafe, because an array can be written to by one thread only. Whoever makes it answers for it that no place is
/// written twice while another reads it, and that it is not used after the memory's end: `Workers.each` returns when
/// every thread is done.
struct SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    /// nil where there is nothing: no place of it is ever touched then.
    private let elements: UnsafeMutablePointer<Element>?

    init(_ elements: UnsafeMutablePointer<Element>?) { self.elements = elements }

    subscript(_ index: Int) -> Element {
        get { elements.unsafelyUnwrapped[index] }
        nonmutating set { elements.unsafelyUnwrapped[index] = newValue }
    }

    func part(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
        UnsafeMutableBufferPointer(start: elements.map { $0 + range.lowerBound }, count: range.count)
    }
}

/// An array's elements that several threads read at once.
///
/// Unsafe, because an access is not checked: loops that make it are within the array by their bounds. Not to be used
/// after the array's end.
struct SharedValues<Element: BitwiseCopyable>: @unchecked Sendable {
    private let elements: UnsafePointer<Element>?
    let count: Int

    init(_ elements: UnsafeBufferPointer<Element>) {
        self.elements = elements.baseAddress
        count = elements.count
    }

    subscript(_ index: Int) -> Element { elements.unsafelyUnwrapped[index] }

    func part(_ range: Range<Int>) -> UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: elements.map { $0 + range.lowerBound }, count: range.count)
    }
}

extension Array where Element: BitwiseCopyable {
    /// An array that `fill` writes in full, by as many threads as it likes.
    init(count: Int, filledBy fill: (SharedBuffer<Element>) -> Void) {
        self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
            HugePages.request(buffer.baseAddress, byteCount: count * MemoryLayout<Element>.stride)
            fill(SharedBuffer(buffer.baseAddress))
            initialized = count
        }
    }

    /// The elements for several threads, which must be done with them when `body` ends.
    func withShared<Result>(_ body: (SharedValues<Element>) -> Result) -> Result {
        withUnsafeBufferPointer { body(SharedValues($0)) }
    }
}

/// A count of rows in pieces of one size, which does not depend on the number of threads: what is put together from
/// pieces is always the same.
struct Morsels: Sendable {
    static let usualSize = 1 << 16

    let total: Int
    let size: Int

    init(_ total: Int, size: Int = Morsels.usualSize) {
        self.total = total
        self.size = max(1, size)
    }

    var count: Int { (total + size - 1) / size }

    subscript(_ piece: Int) -> Range<Int> { piece * size..<Swift.min(total, (piece + 1) * size) }
}

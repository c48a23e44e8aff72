/// Bytes that stay where they are for as long as anybody holds them: a mapped file, or memory of their own.
package final class ColumnBytes: @unchecked Sendable {
    /// Unsafe because files are mapped: nothing else gives a view of them. Never written after `init`, which is what
    /// makes sharing among threads sound; aligned to 8 bytes at least.
    package let bytes: UnsafeRawBufferPointer
    private let release: () -> Void

    /// - Parameter release: gives the bytes back, once, when nobody holds them any more.
    package init(_ bytes: UnsafeRawBufferPointer, release: @escaping () -> Void) {
        self.bytes = bytes
        self.release = release
    }

    /// A copy in memory of its own.
    package convenience init<Element: BitwiseCopyable>(copying elements: [Element]) {
        let size = elements.count * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 64)
        elements.withUnsafeBytes { memory.copyMemory(from: $0) }
        self.init(UnsafeRawBufferPointer(rebasing: memory[0..<size])) { memory.deallocate() }
    }

    deinit { release() }
}

/// A part of some bytes as values of one type.
package struct ColumnBuffer<Element: BitwiseCopyable>: Sendable {
    private let bytes: ColumnBytes
    private let offset: Int
    package let count: Int

    /// The values' own bytes: a part of those that they were made from.
    package var owner: ColumnBytes {
        let size = count * MemoryLayout<Element>.stride
        if offset == 0, size == bytes.bytes.count { return bytes }
        return ColumnBytes(UnsafeRawBufferPointer(rebasing: bytes.bytes[offset..<offset + size])) { [bytes] in _ = bytes
        }
    }

    /// - Precondition: the part lies within the bytes, at an offset that suits the type.
    package init(_ bytes: ColumnBytes, offset: Int = 0, count: Int) {
        precondition(
            offset % MemoryLayout<Element>.alignment == 0
                && offset + count * MemoryLayout<Element>.stride <= bytes.bytes.count)
        self.bytes = bytes
        self.offset = offset
        self.count = count
    }

    package init(_ elements: [Element]) {
        self.init(ColumnBytes(copying: elements), count: elements.count)
    }

    /// Unsafe, because the type of mapped bytes is what the file's header says: `init` has checked that they suffice.
    private var elements: UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(
            start: bytes.bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: Element.self) }, count: count)
    }

    /// Runs `body` with the values, bounds checked.
    package func withSpan<Result, Failure: Error>(_ body: (Span<Element>) throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        try body(elements.span)
    }

    /// For loops in which each access is known to be inside; `elements` must not outlive `body`.
    package func withUnsafe<Result, Failure: Error>(_ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result)
        throws(Failure) -> Result
    {
        try body(elements)
    }

    package subscript(_ index: Int) -> Element {
        precondition(index >= 0 && index < count)
        return elements[index]
    }
}

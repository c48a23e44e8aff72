internal import Glibc

/// Zeroed memory outside Swift's arrays, for millions of values that are written in no order. Given back when nobody
/// holds it.
package final class LargeMemory: @unchecked Sendable {
    package let base: UnsafeMutableRawPointer
    package let byteCount: Int
    private let isMapped: Bool

    /// From here on, pages of its own, which cost nothing until they are written.
    private static let mappedFrom = 64 << 10
    /// From here on, huge pages: scattered writes would spend their time looking up small ones.
    private static let hugeFrom = 4 << 20

    /// - Parameter isScattered: whether it is going to be written here and there, not from its start to its end.
    /// - Returns: nil where there is no memory.
    package init?(byteCount: Int, isScattered: Bool = true) {
        self.byteCount = byteCount
        if byteCount >= LargeMemory.mappedFrom {
            let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let address, address != MAP_FAILED else { return nil }
            // A hint: where the system has none to give, small pages do.
            if isScattered, byteCount >= LargeMemory.hugeFrom { madvise(address, byteCount, 14 /* MADV_HUGEPAGE */) }
            base = address
            isMapped = true
        } else {
            guard let address = calloc(max(byteCount, 64), 1) else { return nil }
            base = address
            isMapped = false
        }
    }

    deinit {
        if isMapped { munmap(base, byteCount) } else { free(base) }
    }

    package func pointer<Element: BitwiseCopyable>(_ type: Element.Type) -> UnsafeMutablePointer<Element> {
        base.assumingMemoryBound(to: type)
    }

    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: byteCount) }
}

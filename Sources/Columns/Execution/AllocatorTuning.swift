import CMalloc
import Glibc

/// How the process treats memory that a question has used: it keeps it for the next one.
///
/// Vectors of a million values would otherwise be given back to the system and asked for again many times in a
/// question, and each page is cleared when it comes.
enum AllocatorTuning {
    /// Larger pieces than glibc admits here go back at once, as ever.
    private static let largestPiece: Int32 = 32 << 20
    private static let kept: Int32 = 512 << 20

    /// Set once for the process.
    static let isSet: Bool = mallopt(M_MMAP_THRESHOLD, largestPiece) == 1 && mallopt(M_TRIM_THRESHOLD, kept) == 1
}

/// Memory for values of all rows of a large store comes from the system anew each time; in pages of 2 MiB it comes in a
/// few hundredths of the pieces.
enum HugePages {
    private static let size = 2 << 20

    /// Asks for large pages where some lie within the memory, which nobody has written to yet. It is only a hint: what
    /// does not work out is of no account.
    static func request(_ memory: UnsafeMutableRawPointer?, byteCount: Int) {
        guard let memory, byteCount >= 4 * size else { return }
        let first = memory.alignedUp(toMultipleOf: size)
        let inside = (byteCount - (first - memory)) / size * size
        if inside > 0 { _ = madvise(first, inside, MADV_HUGEPAGE) }
    }
}

import CMalloc

/// How the process treats memory that a question has used: it keeps it for the next one.
///
/// Vectors of a million values would otherwise be given back to the system and asked for again many times in a question, and each page
/// is cleared when it comes.
enum KeptMemory {
    /// Larger pieces than glibc admits here go back at once, as ever.
    private static let largestPiece: Int32 = 32 << 20
    private static let kept: Int32 = 512 << 20

    /// Set once for the process.
    static let isSet: Bool = mallopt(M_MMAP_THRESHOLD, largestPiece) == 1 && mallopt(M_TRIM_THRESHOLD, kept) == 1
}

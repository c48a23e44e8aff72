extension Vector {
    /// Results of arithmetic with fractions: what is beyond the largest number, or no number at all, is missing, as a
    /// quotient by 0 is.
    init(finite numbers: [Double], valid: Mask?) {
        self.init(
            .numbers(numbers), valid: numbers.areAllFinite ? valid : numbers.mask { $0.isFinite ? 1 : 0 }.and(valid))
    }
}

extension [Double] {
    /// Unsafe access within the array's own indices, in a loop that becomes vector instructions: results seldom leave
    /// the numbers.
    private static let exponent: UInt64 = 0x7FF0_0000_0000_0000

    fileprivate var areAllFinite: Bool {
        withUnsafeBufferPointer { numbers in
            var hasOther = false
            for place in 0..<numbers.count {
                hasOther = hasOther || numbers[place].bitPattern & [Double].exponent == [Double].exponent
            }
            return !hasOther
        }
    }
}

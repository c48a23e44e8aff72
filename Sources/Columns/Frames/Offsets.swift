/// Offsets from owners to their records.
extension ColumnBuffer<UInt32> {
    var last: UInt32? { count > 0 ? self[count - 1] : nil }

    /// The owners of some records: from the first that has one of them to the last.
    func owners(of records: Range<Int>) -> Range<Int> {
        guard !records.isEmpty else { return 0..<0 }
        let first = place(of: records.lowerBound), last = place(of: records.upperBound - 1)
        return first..<last + 1
    }

    /// The owner of a record, which has one.
    private func place(of record: Int) -> Int {
        var low = 0, high = count - 1
        // The last owner whose records begin at or before it.
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(self[middle]) <= record { low = middle } else { high = middle }
        }
        return low
    }

    /// A byte for each owner as a byte for each record.
    ///
    /// Unsafe access: what is written lies within the records. Eight bytes a step, of which the next owner's overwrite
    /// what is too much: owners have few records each.
    func spread(_ bytes: Mask, of owners: Range<Int>, over records: Range<Int>) -> Mask {
        withUnsafe { offsets in
            bytes.withUnsafeBufferPointer { bytes in
                Mask(unsafeUninitializedCapacity: records.count + 8) { buffer, initialized in
                    initialized = records.count
                    guard let buffer = buffer.baseAddress, let offsets = offsets.baseAddress else { return }
                    var place = 0
                    for owner in owners {
                        let end = Swift.min(Int(offsets[owner &+ 1]), records.upperBound) &- records.lowerBound
                        let word = UInt64(bytes[owner &- owners.lowerBound]) &* 0x0101_0101_0101_0101
                        while place < end {
                            UnsafeMutableRawPointer(buffer + place).storeBytes(of: word, as: UInt64.self)
                            place &+= 8
                        }
                        place = Swift.max(0, end)
                    }
                }
            }
        }
    }
}

extension RowBatch.Rows {
    /// Every row with its position, in order.
    ///
    /// Unsafe access, because this is the loop around every kernel: lists are read at their own indices. Inlined, so
    /// that over a range the loop is one over consecutive values, which compilers vectorise.
    @inline(__always)
    func forEach(_ body: (_ row: Int, _ position: Int) -> Void) {
        switch self {
        case .range(let range):
            let first = range.lowerBound
            for position in 0..<range.count { body(first &+ position, position) }
        case .runs(let runs, _):
            var position = 0
            runs.forEach { _, rows in
                for row in rows {
                    body(row, position)
                    position &+= 1
                }
            }
        case .list(let list):
            list.withUnsafeBufferPointer { list in
                for position in 0..<list.count { body(Int(list[position]), position) }
            }
        }
    }

    var count: Int {
        switch self {
        case .range(let range): range.count
        case .runs(_, let count): count
        case .list(let list): list.count
        }
    }

    /// One value a position, out of a column's values.
    ///
    /// Unsafe access, because no row is outside of its entity's columns: rows come from offsets and references that
    /// were built with them.
    @inline(__always)
    func map<Stored: BitwiseCopyable, Result: BitwiseCopyable>(
        _ values: ColumnBuffer<Stored>, _ convert: (Stored) -> Result
    ) -> [Result] {
        values.withUnsafe { values in
            [Result](unsafeUninitializedCapacity: count + RowBatch.Rows.step) { results, initialized in
                initialized = count
                guard let results = results.baseAddress, let first = values.baseAddress else { return }
                if case .runs(let runs, _) = self {
                    RowBatch.Rows.convert(runs, first, values.count, results, convert)
                } else {
                    forEach { row, position in results[position] = convert(first[row]) }
                }
            }
        }
    }

    /// So many rows at once that most runs are done: what is too much is written over by the next run.
    private static let step = 8

    @inline(__always)
    private static func convert<Stored, Result>(
        _ runs: RecordRanges, _ values: UnsafePointer<Stored>, _ count: Int, _ results: UnsafeMutablePointer<Result>,
        _ convert: (Stored) -> Result
    ) {
        var position = 0
        runs.forEach { _, rows in
            var place = 0
            while place < rows.count {
                let row = rows.lowerBound &+ place
                if row &+ step <= count {
                    for ahead in 0..<step { results[position &+ place &+ ahead] = convert(values[row &+ ahead]) }
                } else {
                    for ahead in 0..<rows.count &- place {
                        results[position &+ place &+ ahead] = convert(values[row &+ ahead])
                    }
                }
                place &+= step
            }
            position &+= rows.count
        }
    }

    /// 1 where the value is known.
    func known(_ validity: ColumnBuffer<UInt8>) -> Mask {
        validity.withUnsafe { bits in
            Mask(unsafeUninitializedCapacity: count) { results, initialized in
                guard let results = results.baseAddress, let bits = bits.baseAddress else { return }
                forEach { row, position in results[position] = bits[row >> 3] >> UInt8(truncatingIfNeeded: row & 7) & 1
                }
                initialized = count
            }
        }
    }
}

extension Array where Element: BitwiseCopyable {
    /// The elements at some places, in their order.
    ///
    /// Unsafe access, because places are positions of the same frame.
    func at(_ places: [Int32]) -> [Element] {
        withUnsafeBufferPointer { elements in
            places.withUnsafeBufferPointer { places in
                [Element](unsafeUninitializedCapacity: places.count) { results, initialized in
                    guard let results = results.baseAddress, let elements = elements.baseAddress else { return }
                    for place in 0..<places.count { results[place] = elements[Int(places[place])] }
                    initialized = places.count
                }
            }
        }
    }

    /// One value for each element: `map` in a form that becomes vector instructions.
    @inline(__always)
    func converted<Result: BitwiseCopyable>(_ convert: (Element) -> Result) -> [Result] {
        withUnsafeBufferPointer { elements in
            [Result](unsafeUninitializedCapacity: elements.count) { results, initialized in
                guard let results = results.baseAddress else { return }
                for place in 0..<elements.count { results[place] = convert(elements[place]) }
                initialized = elements.count
            }
        }
    }

    /// One value for each two of two arrays that are as long.
    @inline(__always)
    func paired<Other: BitwiseCopyable, Result: BitwiseCopyable>(
        _ others: [Other], _ combine: (Element, Other) -> Result
    ) -> [Result] {
        withUnsafeBufferPointer { elements in
            others.withUnsafeBufferPointer { others in
                [Result](unsafeUninitializedCapacity: elements.count) { results, initialized in
                    guard let results = results.baseAddress else { return }
                    for place in 0..<elements.count { results[place] = combine(elements[place], others[place]) }
                    initialized = elements.count
                }
            }
        }
    }
}

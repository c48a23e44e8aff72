/// Sums and other figures of each group's rows, in tables by the codes of their keys. Batches are added one after
/// another.
///
/// A figure goes through memory: where the next row is of the same group, it would wait for the row before. So
/// rows that stand next to each other are added to tables of their own, where these are small.
///
/// Unsafe access: codes lie below the limit, or at it for rows that are left out, and there is a byte of each mask and
/// a value for each row.
struct GroupAccumulator {
    /// Tables by code, a row of them for each lane.
    private struct Table {
        let width: Int
        let lanes: Int
        let start: Int64
        private var places: [Int64]

        init(_ start: Int64, width: Int) {
            self.start = start
            self.width = width
            // Four times so many places lie in the fastest memory of a core.
            lanes = width <= 1_024 ? 4 : 1
            places = Array(repeating: start, count: lanes * width)
        }

        /// - Parameter combine: whichever values come first, the result is the same.
        @inline(__always)
        mutating func add(_ codes: [Int32], _ value: (_ row: Int) -> Int64, _ combine: (Int64, Int64) -> Int64) {
            let (width, lanes) = (width, lanes)
            places.withUnsafeMutableBufferPointer { places in
                codes.withUnsafeBufferPointer { codes in
                    guard let table = places.baseAddress else { return }
                    var row = 0
                    if lanes == 4 {
                        while row &+ 4 <= codes.count {
                            for lane in 0..<4 {
                                let place = table + (lane &* width &+ Int(codes[row &+ lane]))
                                place.pointee = combine(place.pointee, value(row &+ lane))
                            }
                            row &+= 4
                        }
                    }
                    while row < codes.count {
                        let place = table + Int(codes[row])
                        place.pointee = combine(place.pointee, value(row))
                        row &+= 1
                    }
                }
            }
        }

        /// One value a code.
        func merged(_ combine: (Int64, Int64) -> Int64) -> [Int64] {
            if lanes == 1 { return places }
            return places.withUnsafeBufferPointer { places in
                [Int64](unsafeUninitializedCapacity: width) { results, initialized in
                    for code in 0..<width {
                        var value = places[code]
                        for lane in 1..<lanes { value = combine(value, places[lane &* width &+ code]) }
                        results[code] = value
                    }
                    initialized = width
                }
            }
        }
    }

    /// How whole numbers become one.
    enum Fold {
        case sum, least, greatest

        /// The value of no row, which leaves any other as it is.
        fileprivate var start: Int64 {
            switch self {
            case .sum: 0
            case .least: .max
            case .greatest: .min
            }
        }
    }

    private enum Figure {
        case count
        case whole(Fold, Table)
        case numbers([Double])
        case changes(Changes)
    }

    /// Different values that ascend as rows come, as those of customers do: each that is not the group's last one is
    /// another.
    fileprivate struct Changes {
        var counts: [Int64]
        var last: [UInt64]
        /// Whether the group has the first value of all.
        var haveStart: [Int64]
        /// The first and the last value; nil where they do not ascend.
        var ascent: ClosedRange<UInt64>?
        var isEmpty = true
    }

    private struct Part {
        var figure: Figure
        /// Rows that are not known to count.
        var unknown: Table?
        var magnitude: UInt64 = 0
    }

    /// Above the code of every group; rows that are left out have this one.
    let limit: Int
    private(set) var rowCount = 0
    private var sizes: Table
    private var parts: [Part] = []

    /// - Parameter partCount: figures of each group; `add` has one for each, in the same order every time.
    init(limit: Int, partCount: Int) {
        self.limit = limit
        sizes = Table(0, width: limit + 1)
        parts = Array(repeating: Part(figure: .count), count: partCount)
    }

    // MARK: A batch

    /// Rows by the codes of their groups.
    mutating func add(_ codes: [Int32], keptCount: Int) {
        rowCount += keptCount
        sizes.add(codes, { _ in 1 }, &+)
    }

    /// Rows of which something is not known count for no figure of a part.
    private mutating func leaveOut(_ codes: [Int32], _ part: Int, unless known: Mask?) {
        guard let known else { return }
        if parts[part].unknown == nil { parts[part].unknown = Table(0, width: limit + 1) }
        known.withUnsafeBufferPointer { known in
            parts[part].unknown?.add(codes, { 1 &- Int64(truncatingIfNeeded: known[$0]) }, &+)
        }
    }

    mutating func count(_ codes: [Int32], _ part: Int, _ known: Mask?) { leaveOut(codes, part, unless: known) }

    mutating func fold(_ fold: Fold, _ codes: [Int32], _ part: Int, _ values: [Int64], _ known: Mask?) {
        leaveOut(codes, part, unless: known)
        if fold == .sum { parts[part].magnitude |= values.magnitude(known) }
        var table =
            if case .whole(_, let table) = parts[part].figure { table } else { Table(fold.start, width: limit + 1) }
        // The table has one owner while it is written to.
        parts[part].figure = .count
        switch fold {
        case .sum: GroupAccumulator.add(codes, values, known, to: &table, &+)
        case .least: GroupAccumulator.add(codes, values, known, to: &table) { min($0, $1) }
        case .greatest: GroupAccumulator.add(codes, values, known, to: &table) { max($0, $1) }
        }
        parts[part].figure = .whole(fold, table)
    }

    /// Numbers are added in the order of the rows.
    mutating func sum(_ codes: [Int32], _ part: Int, _ values: [Double], _ known: Mask?) {
        leaveOut(codes, part, unless: known)
        var sums =
            if case .numbers(let sums) = parts[part].figure { sums } else { [Double](repeating: 0, count: limit + 1) }
        parts[part].figure = .count
        if let known {
            for row in codes.indices where known[row] != 0 { sums[Int(codes[row])] += values[row] }
        } else {
            for row in codes.indices { sums[Int(codes[row])] += values[row] }
        }
        parts[part].figure = .numbers(sums)
    }

    mutating func countChanges(_ codes: [Int32], _ part: Int, _ keys: [UInt64], _ known: Mask?) {
        let width = limit + 1
        var changes =
            if case .changes(let changes) = parts[part].figure { changes } else {
                Changes(
                    counts: Array(repeating: 0, count: width), last: Array(repeating: 0, count: width),
                    haveStart: Array(repeating: 0, count: width))
            }
        parts[part].figure = .count
        changes.add(codes, keys, known)
        parts[part].figure = .changes(changes)
    }

    @inline(__always)
    private static func add(
        _ codes: [Int32], _ values: [Int64], _ known: Mask?, to table: inout Table,
        _ combine: (Int64, Int64) -> Int64
    ) {
        let start = table.start
        values.withUnsafeBufferPointer { values in
            guard let known else { return table.add(codes, { values[$0] }, combine) }
            known.withUnsafeBufferPointer { known in
                table.add(
                    codes,
                    { row in
                        // All bits where the value counts, none elsewhere.
                        let counts = 0 &- Int64(truncatingIfNeeded: known[row])
                        return values[row] & counts | start & ~counts
                    }, combine)
            }
        }
    }

    // MARK: All of them

    /// The codes that have a row, which ascend, and the figures of their groups, for each part.
    var groups: (codes: [Int32], figures: [PartialGroupAggregation.Figures]) {
        let sizes = sizes.merged(&+)
        let occurring = (0..<limit).filter { sizes[$0] > 0 }.map { Int32(truncatingIfNeeded: $0) }
        return (occurring, figures(occurring, sizes))
    }

    /// - Parameter sizes: rows of each code.
    private func figures(_ occurring: [Int32], _ sizes: [Int64]) -> [PartialGroupAggregation.Figures] {
        parts.map { part in
            let unknown = part.unknown?.merged(&+)
            var figures = PartialGroupAggregation.Figures(magnitude: part.magnitude + 1)
            figures.entries = occurring.map { code in
                PartialGroupAggregation.Entry(count: sizes[Int(code)] - (unknown?[Int(code)] ?? 0))
            }
            func set(_ values: [Int64], _ set: (inout PartialGroupAggregation.Entry, Int64) -> Void) {
                for (group, code) in occurring.enumerated() { set(&figures.entries[group], values[Int(code)]) }
            }
            switch part.figure {
            case .count: break
            case .whole(.sum, let table): set(table.merged(&+)) { $0.sum = $1 }
            case .whole(.least, let table): set(table.merged { min($0, $1) }) { $0.least = $1 }
            case .whole(.greatest, let table): set(table.merged { max($0, $1) }) { $0.greatest = $1 }
            case .numbers(let sums):
                figures.areNumbers = true
                for (group, code) in occurring.enumerated() { figures.entries[group].numbers = sums[Int(code)] }
            case .changes(let changes):
                figures.ascent = changes.ascent
                set(changes.counts) { $0.count = $1 }
                set(changes.haveStart) { $0.hasStart = $1 }
                for (group, code) in occurring.enumerated() {
                    figures.entries[group].last = changes.last[Int(code)]
                    figures.entries[group].start = changes.ascent?.lowerBound ?? 0
                }
            }
            return figures
        }
    }
}

extension GroupAccumulator.Changes {
    fileprivate mutating func add(_ codes: [Int32], _ keys: [UInt64], _ known: Mask?) {
        guard let first = keys.first, let end = keys.last else { return }
        guard isEmpty || ascent.map({ $0.upperBound <= first }) == true, keys.ascend else {
            (ascent, isEmpty) = (nil, false)
            return
        }
        let start = isEmpty ? first : ascent?.lowerBound ?? first
        // Before the first one there is none that a value could be equal to.
        if isEmpty { for code in last.indices { last[code] = start &- 1 } }
        (ascent, isEmpty) = (start...end, false)
        let known = known ?? Mask(repeating: 1, count: keys.count)
        var row = 0
        while row < keys.count, keys[row] == start {
            if known[row] != 0 { haveStart[Int(codes[row])] = 1 }
            row += 1
        }
        counts.withUnsafeMutableBufferPointer { counts in
            last.withUnsafeMutableBufferPointer { last in
                codes.withUnsafeBufferPointer { codes in
                    keys.withUnsafeBufferPointer { keys in
                        known.withUnsafeBufferPointer { known in
                            for row in 0..<codes.count {
                                let code = Int(codes[row]), key = keys[row], before = last[code]
                                let isCounted = 0 &- UInt64(truncatingIfNeeded: known[row])
                                counts[code] &+= (before == key ? 0 : 1) & Int64(truncatingIfNeeded: known[row])
                                last[code] = key & isCounted | before & ~isCounted
                            }
                        }
                    }
                }
            }
        }
    }
}

extension [Int64] {
    /// One more than this, no known value lies farther from 0.
    ///
    /// Unsafe access: the mask is as long as the values.
    fileprivate func magnitude(_ known: Mask?) -> UInt64 {
        withUnsafeBufferPointer { values in
            // All bits that some value has, the sign's turned around.
            var bits: Int64 = 0
            guard let known else {
                for row in 0..<values.count { bits |= values[row] ^ (values[row] &>> 63) }
                return UInt64(bitPattern: bits)
            }
            known.withUnsafeBufferPointer { known in
                for row in 0..<values.count {
                    bits |= (values[row] ^ (values[row] &>> 63)) & (0 &- Int64(truncatingIfNeeded: known[row]))
                }
            }
            return UInt64(bitPattern: bits)
        }
    }
}

extension [UInt64] {
    fileprivate var ascend: Bool {
        withUnsafeBufferPointer { keys in
            var descends = false
            for row in 1..<Swift.max(1, keys.count) { descends = descends || keys[row] < keys[row &- 1] }
            return !descends
        }
    }
}

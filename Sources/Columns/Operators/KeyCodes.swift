import Model

/// A number for each row by its key, less than a limit; numbers compare as keys do.
struct KeyCodes: Sendable {
    /// Tables of so many places are small.
    static let few = 4_096

    private(set) var codes: [Int32]
    /// Above every code.
    private(set) var limit: Int

    init(_ key: Vector, _ rowCount: Int, _ workers: Workers) {
        let valid = key.valid.flatMap { $0.contains(0) ? $0 : nil }
        switch key.values {
        case .texts(let codes, let texts) where texts.isSorted && valid == nil: self.init(codes, limit: texts.count)
        case .texts(let codes, let texts) where texts.isSorted:
            self.init(codes, 0, texts.count, valid, workers) { $0 }
        case .texts(let codes, let texts):
            let ranks = texts.ranks
            let table = ranks.map { Int32(truncatingIfNeeded: $0) }
            self = table.withShared { table in
                KeyCodes(codes, 0, Int(ranks.max() ?? 0) + 1, valid, workers) { table[Int(truncatingIfNeeded: $0)] }
            }
        case .integers(let values):
            if let tally = KeyCodes.span(values, valid, rowCount) {
                self.init(values, tally.least, tally.width, valid, workers) { Int32(truncatingIfNeeded: $0) }
            } else {
                self.init(sorting: key, valid, rowCount, workers)
            }
        case .numbers: self.init(sorting: key, valid, rowCount, workers)
        }
    }

    /// Codes out of numbers that are near each other already; missing ones are the last.
    private init<Number: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ values: [Number], _ least: Number, _ width: Int, _ valid: Mask?, _ workers: Workers,
        _ code: @escaping @Sendable (Number) -> Int32
    ) {
        let pieces = Morsels(values.count), isAll = valid == nil, none = Int32(truncatingIfNeeded: width)
        limit = width + (isAll ? 0 : 1)
        codes = values.withShared { values in
            (valid ?? []).withShared { valid in
                [Int32](count: values.count) { codes in
                    workers.each(pieces.count) { piece in
                        if isAll {
                            for row in pieces[piece] { codes[row] = code(values[row] &- least) }
                        } else {
                            for row in pieces[piece] {
                                codes[row] = valid[row] != 0 ? code(values[row] &- least) : none
                            }
                        }
                    }
                }
            }
        }
    }

    /// Codes by sorting: one for each different value.
    private init(sorting key: Vector, _ valid: Mask?, _ rowCount: Int, _ workers: Workers) {
        let known = valid?.positions
        self.init(SortedLine(key.sortKeys(known, isDescending: false, workers), workers), known, rowCount)
    }

    private init(_ line: SortedLine, _ known: [Int32]?, _ rowCount: Int) {
        var codes = [Int32](repeating: -1, count: rowCount)
        var code: Int32 = -1
        for place in 0..<line.count {
            code += Int32(line.firsts[place])
            codes[Int(known.map { $0[Int(line.order[place])] } ?? line.order[place])] = code
        }
        limit = Int(code) + 1
        if known != nil {
            for row in 0..<rowCount where codes[row] < 0 { codes[row] = code + 1 }
            limit += 1
        }
        self.codes = codes
    }

    /// Where whole numbers lie near enough to each other that a table with a place for each is no larger than the rows
    /// are.
    private static func span(_ values: [Int64], _ valid: Mask?, _ rowCount: Int) -> (least: Int64, width: Int)? {
        var least = Int64.max, greatest = Int64.min
        if let valid {
            for row in values.indices where valid[row] != 0 {
                least = min(least, values[row])
                greatest = max(greatest, values[row])
            }
        } else {
            for value in values {
                least = min(least, value)
                greatest = max(greatest, value)
            }
        }
        guard least <= greatest else { return (0, 0) }
        let (width, overflow) = greatest.subtractingReportingOverflow(least)
        return !overflow && width < max(few, rowCount) ? (least, Int(width) + 1) : nil
    }

    // MARK: Several keys

    /// A number for each row by all of its keys, with a place for each combination of their codes; nil where there are
    /// more.
    init?(dense keys: [KeyCodes], most: Int) {
        guard var codes = keys.first, codes.limit <= most else { return nil }
        for key in keys.dropFirst() {
            let (product, overflow) = codes.limit.multipliedReportingOverflow(by: key.limit)
            if overflow || product > most { return nil }
            let factor = Int32(truncatingIfNeeded: key.limit)
            codes = KeyCodes(codes.codes.paired(key.codes) { $0 &* factor &+ $1 }, limit: product)
        }
        self = codes
    }

    /// Whether a table with a place for each pair of codes is no larger than the rows are.
    private func isSmall(with other: KeyCodes) -> Bool {
        let (product, overflow) = limit.multipliedReportingOverflow(by: max(1, other.limit))
        return !overflow && product <= max(KeyCodes.few, codes.count)
    }

    /// The codes that occur, without gaps: months are as far apart as their days.
    private func compacted(_ workers: Workers) -> KeyCodes {
        guard limit <= 4 * max(KeyCodes.few, codes.count) else { return self }
        let (numbers, representatives) = numbered(workers)
        return KeyCodes(numbers, limit: representatives.count)
    }

    init(_ codes: [Int32], limit: Int) { (self.codes, self.limit) = (codes, limit) }

    func combined(with other: KeyCodes, _ workers: Workers) -> KeyCodes {
        if isSmall(with: other) { return paired(with: other, workers) }
        return compacted(workers).paired(with: other.compacted(workers), workers)
    }

    private func paired(with other: KeyCodes, _ workers: Workers) -> KeyCodes {
        let pieces = Morsels(codes.count), isDense = isSmall(with: other)
        let width = UInt64(max(1, other.limit))
        return codes.withShared { codes in
            other.codes.withShared { others in
                if isDense {
                    var result = self
                    let factor = Int32(truncatingIfNeeded: width)
                    result.limit = limit * max(1, other.limit)
                    result.codes = [Int32](count: codes.count) { combined in
                        workers.each(pieces.count) { piece in
                            for row in pieces[piece] { combined[row] = codes[row] &* factor &+ others[row] }
                        }
                    }
                    return result
                }
                let keys = [UInt64](count: codes.count) { keys in
                    workers.each(pieces.count) { piece in
                        for row in pieces[piece] {
                            keys[row] =
                                UInt64(truncatingIfNeeded: codes[row]) &* width
                                &+ UInt64(truncatingIfNeeded: others[row])
                        }
                    }
                }
                return KeyCodes(SortedLine(keys, workers), nil, codes.count)
            }
        }
    }

    // MARK: Groups

    /// The codes that occur, numbered without gaps, and the first row of each.
    func numbered(_ workers: Workers) -> (numbers: [Int32], representatives: [Int32]) {
        let limit = limit
        let pieces = Morsels(codes.count, size: limit <= KeyCodes.few ? Morsels.usualSize : max(1, codes.count))
        return codes.withShared { codes in
            let seen = [Int32](count: pieces.count * limit) { seen in
                workers.each(pieces.count) { piece in
                    let first = seen.part(piece * limit..<(piece + 1) * limit)
                    for code in first.indices { first[code] = -1 }
                    for row in pieces[piece] where first[Int(codes[row])] < 0 {
                        first[Int(codes[row])] = Int32(truncatingIfNeeded: row)
                    }
                }
            }
            var representatives: [Int32] = []
            var numbers = [Int32](repeating: 0, count: limit)
            for code in 0..<limit {
                // The first piece that has the code: of several keys there are many codes, and closures cost more.
                var place = code
                while place < seen.count, seen[place] < 0 { place += limit }
                guard place < seen.count else { continue }
                numbers[code] = Int32(truncatingIfNeeded: representatives.count)
                representatives.append(seen[place])
            }
            if representatives.count == limit { return (self.codes, representatives) }
            let rows = Morsels(codes.count)
            return (
                numbers.withShared { numbers in
                    [Int32](count: codes.count) { result in
                        workers.each(rows.count) { piece in
                            for row in rows[piece] { result[row] = numbers[Int(codes[row])] }
                        }
                    }
                }, representatives
            )
        }
    }
}

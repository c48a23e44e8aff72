import Model
import Planning
import Semantics

/// The records of each position of a frame: a run of row numbers, because records are clustered under what they belong to.
struct Runs {
    var starts: [Int32]
    var ends: [Int32]

    var total: Int {
        var total = 0
        for index in starts.indices { total &+= Int(ends[index]) &- Int(starts[index]) }
        return total
    }

    /// All rows of the runs one after another, with the position each belongs to, and where each run begins among them.
    func frame(variable: Int, entity: Int, in outer: Frame) -> (frame: Frame, bounds: [Int32]) {
        let total = total
        var bounds = [Int32](repeating: 0, count: starts.count + 1)
        var isContiguous = true
        for index in starts.indices {
            bounds[index + 1] = bounds[index] &+ ends[index] &- starts[index]
            if index > 0, starts[index] != ends[index - 1] { isContiguous = false }
        }
        if isContiguous, let first = starts.first, let last = ends.last {
            return (Frame(variable: variable, entity: entity, rows: .range(Int(first)..<Int(last)), outer: outer, parents: .bounds(bounds)), bounds)
        }
        let rows = [Int32](unsafeUninitializedCapacity: total) { buffer, initialized in
            var place = 0
            for index in starts.indices {
                for row in starts[index]..<ends[index] {
                    buffer.initializeElement(at: place, to: row)
                    place &+= 1
                }
            }
            initialized = total
        }
        return (Frame(variable: variable, entity: entity, rows: .list(rows), outer: outer, parents: .bounds(bounds)), bounds)
    }
}

extension Evaluator {
    /// The records of a set for each position, and what is still to be tested of each.
    func runs(of set: RecordSet, in frame: Frame) throws(ExecutionError) -> (runs: Runs, rest: [PlanExpression]) {
        let anchors = try rowNumbers(of: set.anchor, in: frame)
        var runs = Runs(starts: anchors.map { max(0, $0) }, ends: anchors.map { $0 + 1 })
        var rest: [PlanExpression] = []
        for (depth, entity) in set.path.enumerated() {
            guard let rows = catalogue.rows[entity], let offsets = rows.offsets else { throw ExecutionError.unsupported("records that are not loaded") }
            offsets.withSpan { span in
                for index in runs.starts.indices {
                    runs.starts[index] = Int32(truncatingIfNeeded: span[Int(runs.starts[index])])
                    runs.ends[index] = Int32(truncatingIfNeeded: span[Int(runs.ends[index])])
                }
            }
            let row = (depth + 1..<set.path.count).reduce(RowReference.variable(set.row)) { inner, _ in .owner(inner) }
            for range in set.timeRanges where range.row == row {
                if range.field == catalogue.model.entities[entity].eventTime,
                   let column = catalogue.columns[ColumnCatalogue.Place(entity: entity, field: range.field)]?.column {
                    column.narrow(&runs, range)
                } else {
                    rest.append(range.condition)
                }
            }
        }
        if let condition = set.condition { rest.append(condition) }
        return (runs, rest)
    }
}

extension TimeRange {
    /// As a condition, for rows that are not in the order of this time.
    var condition: PlanExpression {
        let time = PlanExpression.field(row, field: field, ValueType(kind))
        let inside = PlanExpression.range(time, from: from, to: to)
        return admitsMissing ? .or([inside, .isMissing(time)]) : inside
    }
}

extension Column {
    /// Cuts runs that ascend by this time, those without one first, down to a range of it.
    func narrow(_ runs: inout Runs, _ range: TimeRange) {
        switch stored {
        case .int8(let values): narrow(&runs, range, values)
        case .int16(let values): narrow(&runs, range, values)
        case .int32(let values): narrow(&runs, range, values)
        case .int64(let values): narrow(&runs, range, values)
        case .double: return
        }
    }

    private func narrow<Stored: FixedWidthInteger & BitwiseCopyable>(_ runs: inout Runs, _ range: TimeRange, _ values: ColumnBuffer<Stored>) {
        // Bounds as they would be stored: the first value not before each moment.
        let low = range.from.map { storedBound($0) }, high = range.to.map { storedBound($0) }
        let hasMissing = validity != nil
        values.withSpan { span in
            for index in runs.starts.indices {
                var start = runs.starts[index], end = runs.ends[index]
                var known = start
                if hasMissing {
                    while known < end, !isKnown(Int(known)) { known &+= 1 }
                }
                if let high {
                    // What is asked is mostly recent: the end of a run is near.
                    var steps = 0
                    while end > known, Int64(span[Int(end &- 1)]) >= high {
                        end &-= 1
                        steps &+= 1
                        if steps == 32 {
                            end = lowerBound(span, known, end, high)
                            break
                        }
                    }
                }
                if let low {
                    var first = end
                    var steps = 0
                    while first > known, Int64(span[Int(first &- 1)]) >= low {
                        first &-= 1
                        steps &+= 1
                        if steps == 32 {
                            first = lowerBound(span, known, first, low)
                            break
                        }
                    }
                    known = first
                }
                // Rows without a time are outside of every window, and inside where nothing but existence is asked.
                if !range.admitsMissing || range.from != nil { start = known }
                runs.starts[index] = start
                runs.ends[index] = max(start, end)
            }
        }
    }

    private func lowerBound<Stored: FixedWidthInteger & BitwiseCopyable>(_ span: Span<Stored>, _ from: Int32, _ to: Int32, _ bound: Int64) -> Int32 {
        var low = from, high = to
        while low < high {
            let middle = low &+ (high &- low) / 2
            if Int64(span[Int(middle)]) >= bound { high = middle } else { low = middle &+ 1 }
        }
        return low
    }

    private func storedBound(_ value: Int64) -> Int64 {
        let (difference, overflow) = value.subtractingReportingOverflow(base)
        if overflow { return value < base ? .min : .max }
        return -floorDivide(-difference, unit)
    }

    func isKnown(_ row: Int) -> Bool {
        validity.map { $0[row >> 3] >> UInt8(truncatingIfNeeded: row & 7) & 1 != 0 } ?? true
    }
}

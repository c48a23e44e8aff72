import Model
import Planning
import Semantics

extension Evaluator {
    /// The column of a field of the frame's own rows, and what its times' days come to; nil for anything else.
    ///
    /// - Parameter operation: of a day alone; nil for the day itself.
    mutating func storedParts(
        _ operation: ScalarFunction.Operation?, of operand: PlanExpression, _ frame: RowBatch
    ) -> (column: Column, parts: CalendarTables.OfColumn)? {
        guard case .field(.variable(let row), let field, _) = operand, row == frame.variable else { return nil }
        let place = LoadedColumns.Place(entity: frame.entity, field: field)
        guard let column = catalogue.columns[place]?.column,
            let parts = calendar.parts(operation, of: place, column, time.zone)
        else { return nil }
        return (column, parts)
    }

    private mutating func storedPart(
        _ operation: ScalarFunction.Operation?, of operand: PlanExpression, _ frame: RowBatch
    ) -> Vector? {
        guard let (column, found) = storedParts(operation, of: operand, frame),
            let parts = column.values(frame.rows, found.days, found.parts)
        else { return nil }
        return Vector(.integers(parts), valid: column.validity.map { frame.rows.known($0) })
    }

    /// The day of a time in the question's time zone.
    mutating func localDay(_ operand: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> Vector {
        if let vector = storedPart(nil, of: operand, frame) { return vector }
        var vector = try value(operand, frame)
        guard case .integers(let instants) = vector.values else {
            throw ExecutionError.unsupported("the day of what is no time")
        }
        vector.values = .integers(WallClock(time.zone.dayClock).days(instants))
        return vector
    }

    /// A call that the plan has more than once is worked out once for each batch.
    mutating func call(_ operation: ScalarFunction.Operation, _ arguments: [PlanExpression], _ frame: RowBatch)
        throws(ExecutionError) -> Vector
    {
        guard repeatedCalls.contains(operation) else { return try result(operation, arguments, frame) }
        if let vector = known.value(of: operation, arguments, in: frame) { return vector }
        let vector = try result(operation, arguments, frame)
        known.remember(vector, of: operation, arguments, in: frame)
        return vector
    }

    private mutating func result(
        _ operation: ScalarFunction.Operation, _ arguments: [PlanExpression], _ frame: RowBatch
    ) throws(ExecutionError) -> Vector {
        if case .values(let kernel) = operation.function.kernel {
            var vectors: [Vector] = []
            for argument in arguments { vectors.append(try value(argument, frame)) }
            return MemoizedCall(kernel, operation.function, vectors).result(count: frame.count)
        }
        if case .day = operation.function.kernel, case .localDay(let operand)? = arguments.first,
            let vector = storedPart(operation, of: operand, frame)
        {
            return vector
        }
        let first = try value(arguments[0], frame), valid = first.valid
        switch (operation.function.kernel, first.values) {
        case (.day, .integers(let days)):
            return Vector(.integers(calendar.parts(operation, days)), valid: valid)
        case (.months(let kernel), .integers(let days)):
            guard case .constant(.int(let months)) = arguments[1] else {
                throw ExecutionError.unsupported("a number of months that differs")
            }
            return Vector(.integers(days.map { day in
                Int64(kernel(CivilDate(daysSinceEpoch: Int32(clamping: day)), Int(clamping: months)).daysSinceEpoch)
            }), valid: valid)
        case (.clock(let kernel), .integers(let instants)):
            let length = Instant.microsecondsPerDay
            return Vector(.integers(WallClock(time.zone).map(instants, { local in
                let rest = local % length
                return kernel(rest < 0 ? rest + length : rest)
            }, { kernel($0.microsecondOfDay) })), valid: valid)
        case (.elapsed(let unit), .integers(let instants)):
            let second = try value(arguments[1], frame)
            guard case .integers(let others) = second.values else { return first }
            let known = valid.map { $0.and(second.valid) } ?? second.valid
            return Vector(.numbers(instants.paired(others) { Double($1 &- $0) / unit }), valid: known)
        case (.number(let kernel, _), .integers(let values)): return try exact(values, valid, kernel)
        case (.number(_, let kernel), .numbers(let values)):
            return Vector(.numbers(values.map { kernel($0) }), valid: valid)
        case (.real(let kernel), .integers), (.real(let kernel), .numbers):
            return Vector(finite: (first.numbers ?? []).map { kernel($0) }, valid: valid)
        case (.daysApart(let kernel), .integers(let days)):
            let second = try value(arguments[1], frame)
            guard case .integers(let others) = second.values else { return first }
            let known = valid.map { $0.and(second.valid) } ?? second.valid
            func day(_ number: Int64) -> CivilDate { CivilDate(daysSinceEpoch: Int32(clamping: number)) }
            return Vector(.integers(zip(days, others).map { kernel(day($0), day($1)) }), valid: known)
        case (.fraction(let kernel), .integers(let values)):
            return Vector(.numbers(values.map { kernel($0) }), valid: valid)
        case (.whole(let kernel), .numbers(let values)): return Evaluator.wholes(values, valid, kernel)
        case (.text(let kernel), .texts(let codes, let texts)):
            let results = (0..<texts.count).map { code -> Int64 in
                var text = texts.text(code)
                return text.withUTF8(kernel)
            }
            return Vector(.integers(codes.map { $0 < results.count ? results[Int($0)] : 0 }), valid: valid)
        case (.texts(let derivation), .texts(let codes, let texts)):
            return Vector(.texts(codes, texts.derived(derivation)), valid: valid)
        case (.planned, _), (.day, _), (.months, _), (.clock, _), (.elapsed, _), (.number, _), (.fraction, _),
            (.real, _), (.daysApart, _), (.whole, _), (.text, _), (.texts, _), (.values, _):
            return first
        }
    }

    /// Results of a kernel. One beyond 64 bits is an error, or missing if the plan says so.
    private func exact(_ values: [Int64], _ valid: Mask?, _ kernel: (Int64) -> Int64?) throws(ExecutionError) -> Vector
    {
        var results = [Int64](repeating: 0, count: values.count), fits: Mask?
        for position in values.indices {
            if let result = kernel(values[position]) {
                results[position] = result
            } else if valid.map({ $0[position] != 0 }) ?? true {
                if !overflowIsMissing { throw ExecutionError.overflow }
                fits = fits ?? Mask(repeating: 1, count: values.count)
                fits?[position] = 0
            }
        }
        return Vector(.integers(results), valid: fits.map { $0.and(valid) } ?? valid)
    }

    private static func wholes(_ values: [Double], _ valid: Mask?, _ kernel: (Double) -> Int64?) -> Vector {
        let wholes = values.map { kernel($0) }
        let fits: Mask = wholes.map { $0 == nil ? 0 : 1 }
        return Vector(.integers(wholes.map { $0 ?? 0 }), valid: fits.contains(0) ? fits.and(valid) : valid)
    }
}

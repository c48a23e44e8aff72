import Model
import Planning
import Semantics

/// A key of a batch's rows: a code for each row, and the values that codes stand for.
struct CodedKey {
    /// The values of codes, the same in every batch; a code behind them stands for a missing value.
    enum Domain {
        /// Code by code.
        case texts(StringDictionary)
        case whole([Int64])

        /// Above every code.
        var limit: Int {
            switch self {
            case .texts(let texts): texts.count + 1
            case .whole(let values): values.count + 1
            }
        }

        func isSame(as other: Domain) -> Bool {
            switch (self, other) {
            case (.texts(let texts), .texts(let others)): texts === others
            case (.whole(let values), .whole(let others)): values == others
            case (.texts, .whole), (.whole, .texts): false
            }
        }

        /// The values that codes stand for, in the order of these.
        func values(_ codes: [Int32]) -> Vector {
            let none = Int32(truncatingIfNeeded: limit - 1), known = codes.mask { $0 < none ? 1 : 0 }
            let valid = known.contains(0) ? known : nil
            switch self {
            case .texts(let texts) where texts.count > 0:
                return Vector(.texts(codes.map { $0 < none ? $0 : 0 }, texts), valid: valid)
            case .texts: return Vector(.texts(codes.map { _ in 0 }, StringDictionary([""])), valid: valid)
            case .whole(let values):
                return Vector(.integers(codes.map { $0 < none ? values[Int($0)] : 0 }), valid: valid)
            }
        }
    }

    private enum Source {
        case domain(Domain, codes: [Int32])
        /// One value a row.
        case rows(Vector)
    }

    private let source: Source

    /// nil where codes are a batch's own.
    var domain: Domain? { if case .domain(let domain, _) = source { domain } else { nil } }

    init(_ vector: Vector) {
        guard case .texts(let codes, let texts) = vector.values, texts.isSorted else {
            source = .rows(vector)
            return
        }
        source = .domain(.texts(texts), codes: codes.replaced(by: texts.count, unless: vector.valid))
    }

    init(_ codes: [Int32], of values: [Int64], _ known: Mask?) {
        source = .domain(.whole(values), codes: codes.replaced(by: values.count, unless: known))
    }

    var codes: KeyCodes {
        switch source {
        case .domain(let domain, let codes): KeyCodes(codes, limit: domain.limit)
        case .rows(let vector): KeyCodes(vector, vector.count, Workers(count: 1))
        }
    }

    /// The key's values in some rows.
    func values(at rows: [Int32]) -> Vector {
        switch source {
        case .domain(let domain, let codes): domain.values(codes.at(rows))
        case .rows(let vector): vector.at(rows)
        }
    }
}

extension [Int32] {
    /// These codes, with another one where a mask does not hold; nil holds everywhere.
    ///
    /// Unsafe access: the mask is as long as the codes.
    func replaced(by none: Int, unless known: Mask?) -> [Int32] {
        guard let known else { return self }
        let none = Int32(truncatingIfNeeded: none)
        return withUnsafeBufferPointer { codes in
            known.withUnsafeBufferPointer { known in
                [Int32](unsafeUninitializedCapacity: codes.count) { results, initialized in
                    for row in 0..<codes.count { results[row] = known[row] != 0 ? codes[row] : none }
                    initialized = codes.count
                }
            }
        }
    }
}

extension Evaluator {
    mutating func codedKey(_ key: PlanExpression, _ frame: RowBatch) throws(ExecutionError) -> CodedKey {
        if case .call(let operation, let arguments, _) = key, case .localDay(let operand)? = arguments.first,
            let (column, parts) = storedParts(operation, of: operand, frame),
            let codes = column.values(frame.rows, parts.days, parts.codes)
        {
            return CodedKey(codes, of: parts.values, column.validity.map { frame.rows.known($0) })
        }
        return CodedKey(try value(key, frame))
    }
}

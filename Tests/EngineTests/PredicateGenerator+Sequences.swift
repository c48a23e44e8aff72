import Model

/// The order of events, and the days between them.
extension PredicateGenerator {
    /// `sequence(A then B within 14 days without C between)`, most often of two steps.
    mutating func sequence() -> String {
        let count = Int.random(in: 0..<6, using: &random) == 0 ? 3 : 2
        var steps = [timedRecords()]
        for _ in 1..<count {
            var step = timedRecords()
            if Int.random(in: 0..<3, using: &random) > 0 {
                step +=
                    " within \(Int.random(in: 1...40, using: &random)) \(oneOf(["days", "days", "hours", "weeks", "months"]))"
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                step +=
                    " without \(timedRecords())\(Int.random(in: 0..<3, using: &random) == 0 ? ", \(timedRecords())" : "") between"
            }
            steps.append(step)
        }
        return "sequence(\(steps.joined(separator: " then ")))"
    }

    /// A comparison of an aggregate of gaps.
    mutating func gap() -> String {
        let gaps = Int.random(in: 0..<3, using: &random) == 0 ? "gap(\(timedDays()))" : "gap(\(timedRecords()))"
        let aggregate = switch Int.random(in: 0..<10, using: &random) {
        case 0: "nth(\(oneOf(["1", "2", "-1", "-3"])), \(gaps))"
        case 1: "quantile(\(gaps), \(oneOf(["10%", "75%"])))"
        case 2: "count(\(oneOf(["", "distinct "]))\(gaps))"
        default: "\(oneOf(["min", "max", "avg", "median", "first", "last", "sum"]))(\(gaps))"
        }
        return "\(aggregate) \(comparison()) \(Int.random(in: 0...120, using: &random))"
    }

    /// An aggregate of a function of the records' time.
    mutating func calendarCount() -> String {
        let (path, time) = pathAndTime()
        let window = Bool.random(using: &random) ? " \(self.window())" : ""
        return
            "count(distinct \(oneOf(["month", "week", "weekday", "quarter", "day"]))(\(path).\(time)\(window))) \(comparison()) \(Int.random(in: 0...6, using: &random))"
    }

    private mutating func timedRecords() -> String {
        var (path, _) = pathAndTime()
        var entity = model.entityIndex(named: path) ?? model.customer
        // Items go by the time of their order.
        if let below = model.children(of: entity).first, Int.random(in: 0..<4, using: &random) == 0 {
            entity = below
            path += "." + model.entities[below].name
        }
        let window = Int.random(in: 0..<3, using: &random) == 0 ? " \(self.window())" : ""
        let clause = Int.random(in: 0..<3, using: &random) > 0 ? " where \(recordCondition(entity))" : ""
        return path + window + clause
    }

    /// Different days, of the event time or of another date or time.
    private mutating func timedDays() -> String {
        let (path, time) = pathAndTime()
        let entity = model.entityIndex(named: path) ?? model.customer
        let times = [time] + model.entities[entity].fields.filter { $0.type.isTemporal }.map(\.name)
        let window = Int.random(in: 0..<3, using: &random) == 0 ? " \(self.window())" : ""
        let clause = Int.random(in: 0..<3, using: &random) == 0 ? " where \(recordCondition(entity))" : ""
        return "distinct \(oneOf(["day", "day", "week"]))(\(path).\(oneOf(times))\(window)\(clause))"
    }

    private mutating func pathAndTime() -> (String, String) {
        let timed = model.entities.indices.filter {
            model.owner(of: $0) == model.customer && model.entities[$0].eventTime != nil
        }
        let entity = model.entities[timed[Int.random(in: 0..<timed.count, using: &random)]]
        return (entity.name, entity.eventTime.map { entity.fields[$0].name } ?? entity.keyField.name)
    }
}

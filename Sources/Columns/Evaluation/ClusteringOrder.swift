import Model
import Planning
import Semantics

/// Whether each owner's records of a set stand in the order of their times and keys as they are stored: then nobody has
/// to look at the keys.
enum ClusteringOrder {
    case no, yes
    /// Where each has a time: records without one are stored before all others, and asked for behind them.
    case ifKnown(LoadedColumns.Place)
}

extension RecordSet {
    func storedOrder(_ model: DataModel) -> ClusteringOrder {
        let eventTime = model.entities[entity].eventTime
        guard path.count == 1 else { return .no }
        guard let timed = timeRanges.last else { return eventTime == nil ? .yes : .no }
        // Customers are stored by key, whenever they joined.
        guard entity != model.customer else { return .no }
        guard timed.row == .variable(row), timed.field == eventTime else { return .no }
        return !timed.admitsMissing || timed.from != nil
            ? .yes : .ifKnown(LoadedColumns.Place(entity: entity, field: timed.field))
    }
}

extension LoadedColumns {
    /// - Precondition: the times are loaded.
    func isInStoredOrder(_ set: RecordSet) -> Bool {
        switch set.storedOrder(model) {
        case .no: false
        case .yes: true
        case .ifKnown(let time): columns[time]?.column.validity == nil
        }
    }
}

internal import Model

/// Which records look like purchases, so that the ready-made measures of recency, frequency and spend have something to
/// count.
enum PurchaseInference {
    static func choose(_ model: inout InferredModel) {
        var best: (purchases: InferredPurchases, score: Int)?
        for index in model.entities.indices where index != model.customer {
            let entity = model.entities[index]
            guard let owner = entity.owner,
                entityName(model, ofTable: owner.target) == model.entities[model.customer].name,
                let time = entity.eventTime
            else { continue }
            let own = amount(entity)
            let below = own == nil ? lines(of: entity, in: model) : nil
            var score = SchemaName(entity.table).speaks(of: .purchase) ? 5 : 0
            if own != nil || below != nil { score += 2 }
            guard score >= 2, score > best?.score ?? 0 else { continue }
            let path = own.map { "\(entity.name).\($0)" } ?? below.map { "\(entity.name).\($0)" }
            best = (
                InferredPurchases(
                    entity: entity.name, time: entity.fields[time].name, amount: path, cancelled: cancelled(entity)),
                score
            )
        }
        model.purchases = best?.purchases
    }

    /// Entities stand in the order of their tables' choice; an owner is found by the table's place in the schema.
    private static func entityName(_ model: InferredModel, ofTable table: Int) -> String? {
        model.tableOfEntity.firstIndex(of: table).map { model.entities[$0].name }
    }

    private static func lines(of entity: InferredEntity, in model: InferredModel) -> String? {
        for line in model.entities where line.owner.flatMap({ entityName(model, ofTable: $0.target) }) == entity.name {
            if let amount = amount(line) { return "\(line.name).\(amount)" }
        }
        return nil
    }

    private static func amount(_ entity: InferredEntity) -> String? {
        var best: (name: String, score: Int)?
        for field in entity.fields where field.kind == .money {
            let name = field.column == nil ? SchemaName("amount") : field.speaks
            var score = name.speaks(of: .total) ? 4 : 1
            if name.speaks(of: .notTotal) { score -= 5 }
            if name.speaks(of: .unitPrice) { score -= 3 }
            if score > best?.score ?? 0 { best = (field.name, score) }
        }
        return best?.name
    }

    private static func cancelled(_ entity: InferredEntity) -> (field: String, values: [String])? {
        for field in entity.fields where field.kind == .text && field.speaks.speaks(of: .status) {
            let values = field.values.filter { SchemaName($0).speaks(of: .cancelled) }
            if !values.isEmpty { return (field.name, values) }
        }
        return nil
    }
}

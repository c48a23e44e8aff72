internal import Model

extension Entity {
    /// Whether the store can make keys for records that come without.
    var canNumberRecords: Bool { keyField.type.kind == .int || keyField.keyDomain != nil }
}

/// Names of key columns: the name of the entity, with a word for number.
enum KeyNames {
    /// `Customer ID`, `Customer No.`, `客户编号`.
    static func of(_ entity: Entity) -> [String] {
        let stems = Set([entity.name, entity.label ?? ""] + entity.aliases).flatMap { [$0, singular($0)] }
        return stems.filter { !$0.isEmpty }.sorted().flatMap { stem in
            [
            "", "id", "no", "no.", "nr", "nr.", "number", "num", "key", "code", "uuid", "#", "编号", "编码", "号", "ID",
        ].map { stem + $0 }
        }
    }

    private static let numberWords = [
        "id", "no", "no.", "nr", "nr.", "number", "nummer", "num", "key", "code", "uuid", "#", "编号", "编码", "号",
    ]

    /// Whether a name says that it is of a key: by a word of its own, or at its end.
    static func speaksOfNumber(_ name: String) -> Bool {
        let name = name.lowercased()
        return numberWords.contains {
            name.hasSuffix($0) && (name.utf8.count == $0.utf8.count || $0.utf8.count > 2 || isApart($0, name))
        }
    }

    /// `Kunden-Nr`, `customer_id`, `Kundennr`; not `casino`.
    private static func isApart(_ word: String, _ name: String) -> Bool {
        guard word == "no", let before = name.dropLast(2).last else { return true }
        return !before.isLetter
    }

    /// Without saying of what.
    static let bare = ["no", "no.", "nr", "nr.", "#", "key", "uuid", "编号", "序号"]

    static func singular(_ name: String) -> String {
        if name.hasSuffix("ies") { return name.dropLast(3) + "y" }
        return name.hasSuffix("s") && !name.hasSuffix("ss") ? String(name.dropLast()) : name
    }
}

extension Vector {
    /// Pieces one after another.
    init(concatenating pieces: [Vector]) {
        guard let first = pieces.first else {
            self.init(.integers([]))
            return
        }
        if pieces.count == 1 {
            self = first
            return
        }
        let count = pieces.reduce(0) { $0 + $1.count }
        var valid: Mask?
        if pieces.contains(where: { $0.valid != nil }) {
            var all = Mask()
            all.reserveCapacity(count)
            for piece in pieces {
                if let some = piece.valid {
                    all += some
                } else {
                    all.append(contentsOf: repeatElement(1, count: piece.count))
                }
            }
            valid = all
        }
        if first.isText {
            let lists = pieces.compactMap { piece -> StringDictionary? in
                if case .texts(_, let texts) = piece.values { texts } else { nil }
            }
            if lists.count == pieces.count {
                let isOne = lists.allSatisfy { $0 === lists[0] }
                let (texts, codes) = isOne ? (lists[0], []) : StringDictionary.united(lists)
                var all: [Int32] = []
                all.reserveCapacity(count)
                for (index, piece) in pieces.enumerated() {
                    guard case .texts(let own, let list) = piece.values else { continue }
                    if isOne || list.count == 0 { all += own } else { all += own.map { codes[index][Int($0)] } }
                }
                self.init(.texts(all, texts), valid: valid)
                return
            }
        }
        var integers: [Int64] = []
        integers.reserveCapacity(count)
        for piece in pieces {
            guard case .integers(let own) = piece.values else {
                self.init(.numbers(pieces.flatMap { $0.numbers ?? Array(repeating: 0, count: $0.count) }), valid: valid)
                return
            }
            integers += own
        }
        self.init(.integers(integers), valid: valid)
    }

    private var isText: Bool { if case .texts = values { true } else { false } }
}

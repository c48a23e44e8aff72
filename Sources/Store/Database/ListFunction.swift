internal import Model

/// `clientele_has(list, part, separator)`: 1 where the text is among those of the list, as `TextList` has it, else 0;
/// NULL where either is NULL. The separator is the code of an ASCII character.
enum ListFunction {
    static func register(in database: Database) throws(StoreError) {
        try database.register("clientele_has", argumentCount: 3) { call in
            if call.isNull(0) || call.isNull(1) { return }
            let separator = UInt8(truncatingIfNeeded: call.int64(2))
            call.returnValue(
                call.withUTF8(0) { list in call.withUTF8(1) { TextList.contains(list, $0, separator: separator) } })
        }
    }
}

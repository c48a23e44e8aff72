internal import CSQLite
internal import Model

/// `clientele_hash(key, seed)`: the key's bucket, 0 ..< 2^32, by `StableHash`; NULL where either is NULL.
///
/// A key of integers and its decimal text fall into the same bucket. `clientele_hash(id, 'q3') < 429496730` is a sample
/// of 10%.
enum HashFunction {
    static func register(in database: Database) throws(StoreError) {
        try database.register("clientele_hash", argumentCount: 2) { call in
            if call.isNull(0) || call.isNull(1) { return }
            let hash = call.withUTF8(1) { StableHash(seed: $0) }
            let bucket = switch call.type(0) {
            case SQLITE_INTEGER: hash.bucket(call.int64(0))
            // SQLite writes 15 digits of a real, `ValueFormat` as many as tell it from others.
            case SQLITE_FLOAT: hash.bucket(call.double(0))
            default: call.withUTF8(0, hash.bucket)
            }
            call.returnValue(Int64(bucket))
        }
    }
}

import Engine
import Model

/// The engines of the product that take part. A new one is a case, and a line in `session`.
enum QuestionEngine: String, CaseIterable {
    case sqlite

    func session(store: String, asOf: String) throws -> Session {
        let settings = Session.Settings(asOf: asOf, now: Instant(microseconds: 0))
        switch self {
        case .sqlite: return try Session(path: store, settings: settings)
        }
    }
}

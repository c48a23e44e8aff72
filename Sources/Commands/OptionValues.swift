import ArgumentParser
import Engine
import Output
import Store

// Enums as values of options. Each lists its spellings itself: the library's own way, by generic code over `CaseIterable`,
// takes a tenth of the time in which a question about a small store is answered.

extension OutputFormat: ExpressibleByArgument {
    package static var allValueStrings: [String] { allCases.map(\.rawValue) }
    package static var allValueDescriptions: [String: String] { [:] }
}

extension Reporter.Format: ExpressibleByArgument {
    package static var allValueStrings: [String] { allCases.map(\.rawValue) }
    package static var allValueDescriptions: [String: String] { [:] }
}

extension Stage: ExpressibleByArgument {}
extension ImportOptions.OnError: ExpressibleByArgument {}
extension ImportFormat: ExpressibleByArgument {}

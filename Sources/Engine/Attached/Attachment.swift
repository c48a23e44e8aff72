import Model
import Semantics
package import Store
package import Syntax

/// An existing database and the model that says what its tables mean, held against each other.
///
/// Enters: a path, the model's text. Leaves: what is wrong with the model, or a model whose every column is there.
/// Never: writes to the database.
package final class Attachment {
    package let database: AttachedDatabase
    package let diagnostics: [Diagnostic]
    /// The prelude and the model, as a session knows them.
    package let sources: SourceMap
    let prelude: SourceText
    let parsedModel: ParsedSource
    /// nil where there are errors.
    let model: DataModel?

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// - Throws: `Failure`: the database can't be opened or read (E052x), or there is no such currency or time zone
    ///   (E0802, E0805). What is wrong with the model is not thrown but said in `diagnostics`.
    package init(path: String, modelName: String, modelText: [UInt8], settings: Session.Settings) throws(Failure) {
        var sources = SourceMap()
        prelude = sources.add(name: "prelude", bytes: StandardLibrary.prelude)
        let parsed = Parser.parse(sources.add(name: modelName, bytes: modelText), analyses: [])
        self.sources = sources
        parsedModel = parsed
        let (bound, diagnostics) = parsed.diagnostics.isEmpty ? ModelBinder.bindAttached(parsed) : (nil, [])

        var currency = bound?.settings.currency ?? .usd
        if let code = settings.currency {
            guard let named = Currency(code: code) else {
                throw Failure(
                    .badArgument, "`\(code)` is no currency code",
                    notes: ["codes have three letters, as in CNY, EUR, JPY"])
            }
            currency = named
        }
        let (zone, problem) = try Attachment.zone(bound?.settings, settings)
        do throws(StoreError) {
            database = try AttachedDatabase(path: path, currency: currency, timeZone: zone)
            guard let bound else {
                self.diagnostics = parsed.diagnostics + diagnostics
                model = nil
                return
            }
            let fit = try ModelValidation.check(bound, against: database)
            self.diagnostics = (problem.map { [$0] } ?? []) + fit.diagnostics
            model = self.diagnostics.contains { $0.severity == .error } ? nil : fit.model
        } catch { throw Failure(error) }
    }

    /// The model's own clock, or, where it names none, the one of the question.
    private static func zone(_ model: AttachedModel.Settings?, _ settings: Session.Settings) throws(Failure) -> (
        TimeZoneRules, Diagnostic?
    ) {
        if let (name, span) = model?.timeZone {
            do { return (try TimeZoneRules.load(named: name), nil) } catch {
                return (.utc, .badSetting("there is no time zone `\(name)`", at: span))
            }
        }
        return (try AsOf.zone(named: settings.timeZone ?? "UTC"), nil)
    }
}

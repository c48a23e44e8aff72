import Analyses
import Model
import Semantics
import Syntax
import Testing

/// The standard model with a few definitions on it: what fuzzed texts and fixes are bound in.
enum QuestionEnvironment {
    static let definitionsSource = SourceID(1)
    static let definitions = """
        metric recency = days_since(last(orders.ordered_at))
        metric frequency = count(orders)
        metric monetary = sum(orders.amount where status = "paid")
        segment vip where monetary > 5000
        """

    static func load() throws -> Environment {
        let standard = SourceText(
            id: SourceID(0), name: "standard", bytes: try Repository.bytes("Sources/Engine/Resources/standard.cq"))
        let model = try #require(ModelBinder.bind(Parser.parse(standard, analyses: Analyses.forms)).model)
        var environment = Environment(model: model, currency: .usd)
        environment.declareAll(
            in: Parser.parse(SourceText(id: definitionsSource, name: "definitions", text: definitions), analyses: Analyses.forms),
            origin: .session)
        return environment
    }
}

import Engine
import Model
import Semantics

extension DotCommand {
    static let params = DotCommand(
        name: ".params", summary: "parameters, with type, value and where it comes from", group: .names,
        details:
            "A text with `param min: money = 500` gives one another value; `.run FILE min=500` and `--param min=500` give it from outside.",
        examples: [(".params", "ready-made ones, your own, and those of imports")]
    ) { session, _ in
        let environment = session.session.environment
        func rows(_ environment: Environment, prefix: String, origin: String) -> [[String]] {
            environment.parameters.all.map { parameter in
                let from = switch parameter.origin {
                case .prelude: "ready-made"
                case .declaration: origin
                case .argument: "given from outside"
                }
                return ["$" + prefix + parameter.name, parameter.type.name, parameter.written, from]
            }
        }
        let own = rows(environment, prefix: "", origin: "this session")
        let imported = environment.imports.sorted { $0.key < $1.key }.flatMap { name, file in
            rows(file.environment, prefix: name + ".", origin: file.path).filter { $0[3] != "ready-made" }
        }
        let waiting = session.promptEnvironment.arguments.sorted { $0.key < $1.key }.filter {
            environment.parameters[$0.key] == nil
        }.map {
            ["$" + $0.key, "", $0.value, "--param, for a text that declares it"]
        }
        session.show(["parameter", "type", "value", "from"], own + imported + waiting)
    }
}

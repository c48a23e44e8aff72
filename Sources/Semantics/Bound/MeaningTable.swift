package import Model

/// Numbers for what definitions and statements ask: the same number for all that ask the same, whatever they are called
/// and whichever script they stand in.
package struct MeaningTable {
    private let model: DataModel
    private var numbers: [String: Int] = [:]

    package init(model: DataModel) { self.model = model }

    /// The numbers of all definitions and statements of a script.
    package mutating func meanings(of script: BoundScript) -> (definitions: [Int], statements: [Int]) {
        var writer = BoundWriter(script: script, model: model, meanings: [])
        var definitions: [Int] = []
        // A definition comes behind those that it names.
        for definition in script.definitions {
            writer.numbering = RowNumbering()
            let expression = definition.expression
            definitions.append(number(of: "\(definition.kind) \(expression.type.name) " + writer.text(expression)))
            writer.meanings = definitions
        }
        let statements = script.statements.map { statement in
            writer.numbering = RowNumbering()
            switch statement {
            case .definition(let id): return definitions[id.index]
            case .query(let query): return number(of: writer.text(query).joined(separator: "\n"))
            case .analysis(let analysis): return number(of: writer.text(analysis).joined(separator: "\n"))
            }
        }
        return (definitions, statements)
    }

    private mutating func number(of text: String) -> Int {
        let number = numbers[text] ?? numbers.count
        numbers[text] = number
        return number
    }
}

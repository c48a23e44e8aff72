import Engine
import Output
import Semantics
import Syntax

/// The arguments of one command: operands in order, values by option.
///
/// Written here and not left to a library: looking at a command's options by reflection took as long as answering a
/// question about a small store, and messages can be in our own words.
struct ParsedArguments {
    let operands: [String]
    private var values: [String: [String]] = [:]

    /// - Throws: `Failure` E0805, with the command's usage.
    init(_ arguments: [String], for declaration: CommandDeclaration) throws(Failure) {
        var operands: [String] = []
        var rest = arguments[...]
        var takesOptions = true
        while let argument = rest.popFirst() {
            if takesOptions, argument == "--" {
                takesOptions = false
            } else if takesOptions, argument.utf8.count > 1, argument.hasPrefix("-"), !argument.hasPrefix("-- ") {
                let (option, attached) = try ParsedArguments.option(argument, of: declaration)
                if option.value == nil {
                    guard attached == nil else {
                        throw ParsedArguments.failure("`\(option.spelling)` takes no value", declaration)
                    }
                    values[option.name, default: []].append("")
                } else {
                    guard let value = attached ?? ParsedArguments.takeValue(&rest) else {
                        throw ParsedArguments.failure("`\(argument)` needs a value: \(option.form)", declaration)
                    }
                    guard option.choices.isEmpty || option.choices.contains(value) else {
                        throw ParsedArguments.failure(
                            "`\(option.spelling)` takes \(listed(option.choices)), not `\(value)`", declaration)
                    }
                    values[option.name, default: []].append(value)
                }
            } else {
                operands.append(argument)
            }
        }
        self.operands = operands
        let counts = declaration.operand.counts
        if operands.count < counts.lowerBound {
            throw ParsedArguments.failure("\(declaration.operand.name.prefix { $0 != " " }) is missing", declaration)
        }
        if operands.count > counts.upperBound {
            throw ParsedArguments.failure("`\(operands[counts.upperBound])` is one argument too many", declaration)
        }
    }

    func has(_ option: String) -> Bool { values[option] != nil }

    /// The value of an option; the last one where it was given several times.
    subscript(_ option: String) -> String? { values[option]?.last }

    func all(_ option: String) -> [String] { values[option] ?? [] }

    /// - Throws: `Failure` E0805 where the value is no whole number in the range.
    func integer<Number: FixedWidthInteger>(_ option: String, in range: ClosedRange<Number>) throws(Failure) -> Number?
    {
        guard let text = self[option] else { return nil }
        guard let number = Number(text), range.contains(number) else {
            throw Failure(.badArgument, "`--\(option)` takes a whole number from \(range.lowerBound), not `\(text)`")
        }
        return number
    }

    // MARK: -

    /// The option that an argument names, and the value that is attached to it: `--format=csv`, `-sshop.db`.
    private static func option(_ argument: String, of declaration: CommandDeclaration) throws(Failure) -> (
        OptionDeclaration, attached: String?
    ) {
        if argument.hasPrefix("--") {
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            if let option = declaration.options.first(where: { $0.name == parts[0] }) {
                return (option, parts.count > 1 ? parts[1] : nil)
            }
            let closest = EditDistance.closest(to: parts[0], in: declaration.options.map(\.name))
            throw failure(
                "there is no option `--\(parts[0])`" + (closest.map { "; did you mean `--\($0)`?" } ?? ""), declaration)
        }
        let letter = argument.dropFirst().prefix(1)
        guard let option = declaration.options.first(where: { $0.letter.map { $0 == letter } ?? false }) else {
            throw failure("there is no option `-\(letter)`", declaration)
        }
        let attached = String(argument.dropFirst(2))
        return (option, attached.isEmpty ? nil : attached)
    }

    /// The next argument, unless it is an option itself.
    private static func takeValue(_ rest: inout ArraySlice<String>) -> String? {
        guard let next = rest.first, !next.hasPrefix("--") else { return nil }
        return rest.popFirst()
    }

    static func failure(_ message: String, _ declaration: CommandDeclaration) -> Failure {
        Failure(
            .badArgument, message,
            notes: declaration.usage.map { "usage: \($0)" } + ["`\(declaration.spelling) --help` says more"])
    }
}

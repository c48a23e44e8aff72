/// The arguments of a command, as data: parsing, help and messages all read it.
struct CommandDeclaration: Sendable {
    /// nil for the prompt, which no word names.
    var name: String?
    /// A sentence without its full stop.
    var summary: String
    /// One line a form, without `usage:`.
    var usage: [String]
    var operand: Operand
    var options: [OptionDeclaration]
    /// Examples and remarks below the options, as they are.
    var remarks = ""

    struct Operand: Sendable {
        /// As usage lines spell it.
        var name: String
        var help: String
        var counts: ClosedRange<Int>
    }

    /// As it is typed.
    var spelling: String { name.map { "clientele \($0)" } ?? "clientele" }
}

/// An option: how it is spelt, what it takes, what it is for.
struct OptionDeclaration: Sendable {
    /// Without the dashes.
    var name: String
    /// A single letter for it.
    var letter: String?
    /// Name of the value in help; nil for a flag, which takes none.
    var value: String?
    /// Put together only for a page of help: options are declared in every start.
    let help: @Sendable () -> String
    /// The only values that are understood; empty where any may be.
    var choices: [String] = []
    /// The default, where it needs explaining.
    var otherwise: String?

    init(
        name: String, letter: String? = nil, value: String? = nil,
        help: @escaping @autoclosure @Sendable () -> String, choices: [String] = [], otherwise: String? = nil
    ) {
        (self.name, self.letter, self.value, self.help) = (name, letter, value, help)
        (self.choices, self.otherwise) = (choices, otherwise)
    }

    var spelling: String { "--\(name)" }
    /// With its value, as a message asks for it.
    var form: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }
}

import Running
import Engine
import Glibc
import Linting
import Output
import REPL
import Syntax

struct ExplainCommand: Command {
    static let declaration = CommandDeclaration(
        name: "explain", summary: "Show what a text becomes, or what an error means",
        usage: ["clientele explain [-s STORE] 'TEXT' [OPTIONS]", "clientele explain E0301", "clientele explain codes"],
        operand: .init(
            name: "TEXT",
            help: "a text, - for standard input, the code of an error or a finding, or `codes` for the list of them",
            counts: 1...1),
        options: [
            OptionDeclaration(
                name: "stage", value: "STAGE", help: "how far on its way", choices: Stage.allCases.map(\.rawValue),
                otherwise: "optimized and, with a store, engine")
        ] + StoreOptions.declarations + ParameterOptions.declarations,
        remarks: """
            Without a store, texts are explained on the standard model.

            Examples:
              clientele explain -s shop.db 'segment where recency < 30'
              clientele explain --stage sql 'segment where recency < 30'
            """)

    private let text: String
    private let stage: Stage?
    private let storeOptions: StoreOptions
    private let parameters: [String: String]

    init(_ arguments: ParsedArguments) throws(Failure) {
        text = arguments.operands[0]
        stage = arguments["stage"].flatMap { Stage(rawValue: $0) }
        storeOptions = StoreOptions(arguments)
        parameters = try ParameterOptions.values(arguments)
    }

    func run() throws {
        let sink = ByteSink(fileDescriptor: STDOUT_FILENO, isText: true)
        if text == "codes" {
            try sink.write((DiagnosticCatalogue.all + Linter.codes).map { "\($0.id)  \($0.title)\n" }.joined())
            return try sink.flush()
        }
        if isCode {
            guard let code = DiagnosticCatalogue.code(text) ?? Linter.code(text) else {
                throw Failure(
                    .unknownCode, "there is no page for `\(text)`", notes: ["`clientele explain codes` lists them"])
            }
            try sink.write(code.page)
            return try sink.flush()
        }
        // Without a store, texts are explained on the standard model.
        let path = storeOptions.store ?? ProcessEnvironment.variable("CLIENTELE_STORE")
        let session = try path.map { try storeOptions.open($0) } ?? Session(settings: storeOptions.settings)
        let isInput = text == "-"
        let compilation = session.compile(
            name: isInput ? "<stdin>" : "<query>",
            bytes: isInput ? try InputFile.readStandardInput() : Array(text.utf8),
            arguments: parameters)
        storeOptions.reporter.report(compilation.diagnostics, sources: session.sources)
        if compilation.hasErrors, stage != .tokens, stage != .tree { throw CommandExit(status: .usageError) }
        try sink.write(session.explain(compilation, stage: stage ?? .optimized))
        // The engine's part, where there is a store.
        if stage == nil, session.storePath != nil {
            try sink.write("\n" + session.explain(compilation, stage: .engine))
        }
        try sink.flush()
    }

    private var isCode: Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 5 && [UInt8(ascii: "e"), UInt8(ascii: "l")].contains(bytes[0] | 0x20)
            && bytes[1...].allSatisfy { (0x30...0x39).contains($0) }
    }
}

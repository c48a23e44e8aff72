import ArgumentParser
import Engine
import Glibc
import Output
import Syntax

extension Stage: ExpressibleByArgument {}

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show what a text becomes on its way to an answer, or what an error code means.",
        usage: "clientele explain -s STORE 'TEXT' [--stage tokens|tree|bound|plan|optimized|sql]\n       clientele explain E0301\n       clientele explain codes")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var parameterOptions: ParameterOptions

    @Option(name: .long, help: "tokens, tree, bound, plan, optimized or sql.")
    var stage = Stage.optimized

    @Argument(help: "A text, - for standard input, an error code, or `codes`.")
    var text: String

    func run() throws {
        let sink = ByteSink(fileDescriptor: STDOUT_FILENO)
        if text == "codes" {
            try sink.write(DiagnosticCatalogue.all.map { "\($0.id)  \($0.title)\n" }.joined())
            return try sink.flush()
        }
        if isCode {
            guard let code = DiagnosticCatalogue.code(text) else {
                throw Failure(.unknownCode, "there is no page for `\(text)`", notes: ["`clientele explain codes` lists them"])
            }
            try sink.write(code.page)
            return try sink.flush()
        }
        // Without a store, texts are explained on the standard model.
        let path = storeOptions.store ?? Environment.variable("CLIENTELE_STORE")
        let session = try path.map { try storeOptions.open($0) } ?? Session(settings: storeOptions.settings)
        let isInput = text == "-"
        let compilation = session.compile(name: isInput ? "<stdin>" : "<query>", bytes: isInput ? try InputFile.readStandardInput() : Array(text.utf8),
                                          arguments: try parameterOptions.arguments())
        storeOptions.reporter.report(compilation.diagnostics, sources: session.sources)
        if compilation.hasErrors, stage != .tokens, stage != .tree { throw CommandExit(status: .misuse) }
        try sink.write(session.explain(compilation, stage: stage))
        try sink.flush()
    }

    private var isCode: Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 5 && (bytes[0] | 0x20) == UInt8(ascii: "e") && bytes[1...].allSatisfy { (0x30...0x39).contains($0) }
    }
}

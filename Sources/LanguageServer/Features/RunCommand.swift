internal import Engine
internal import JSON
internal import LanguageService
internal import Model
internal import Syntax

extension RequestMethod {
    static let executeCommand = RequestMethod("workspace/executeCommand", capabilities: { _ in
        ["executeCommandProvider": ["commands": [.string(RunCommand.name)]]]
    }) { server, parameters, reply throws(ResponseError) in
        guard parameters["command"]?.string == RunCommand.name else {
            throw .invalidParameters("there is no command `\(parameters["command"]?.string ?? "")`")
        }
        guard let (uri, target) = RunCommand.target(parameters["arguments"]?[0]) else {
            throw .invalidParameters("`\(RunCommand.name)` takes a text's address and a segment or a question in it")
        }
        guard server.hasStore else { throw .requestFailed("no store is configured") }
        guard let script = server.scripts.analysed(uri) else { throw .invalidParameters("\(uri) is not open") }
        guard let sound = script.analysis.sound, RunCommand.isLens(target, of: sound) else {
            throw .requestFailed("the statement has an error, or needs one that has, and does not run")
        }
        RunCommand.run(target, in: sound, server, reply)
        return nil
    }
}

/// Runs a segment or a question of a script and shows its first rows.
enum RunCommand {
    static let name = "clientele.run"
    private static let seconds = 30.0
    private static let rowLimit = 50

    static func arguments(_ uri: String, _ target: Lens.Target) -> JSONValue {
        switch target {
        case .segment(let name): ["uri": .string(uri), "segment": .string(name)]
        case .question(let index): ["uri": .string(uri), "question": JSONValue(index)]
        }
    }

    static func command(_ title: String, _ uri: String, _ target: Lens.Target) -> JSONValue {
        ["title": .string(title), "command": .string(name), "arguments": [arguments(uri, target)]]
    }

    static func target(_ value: JSONValue?) -> (uri: String, target: Lens.Target)? {
        guard let uri = value?["uri"]?.string else { return nil }
        if let name = value?["segment"]?.string { return (uri, .segment(name)) }
        return value?["question"]?.integer.map { (uri, .question($0)) }
    }

    /// The rows go to the client as the command's result, and to the screen: as a document where the client shows such,
    /// else as a message.
    fileprivate static func run(_ target: Lens.Target, in analysis: ScriptAnalysis, _ server: Server, _ reply: Reply) {
        let outbox = server.outbox, showsDocuments = server.client.showsDocuments, document = server.resultDocument
        server.data.put(
            DataWorker.Job(
                reply: reply, isInteractive: false, seconds: seconds,
                work: { knowledge, budget in
                    guard let (question, index) = RunCommand.question(target, in: analysis),
                        let found = knowledge.rows(ofQuestion: index, in: question, limit: rowLimit, within: budget)
                    else { return nil }
                    let format = knowledge.session.valueFormat
                    let table = ResultExcerpt(
                        title: RunCommand.title(target, in: analysis), columns: found.table.columns.map(\.name),
                        rows: found.table.rows.map { row in
                            zip(row, found.table.columns).map { format.text($0, of: $1.type) }
                        },
                        isWhole: found.isWhole,
                        remark: "as of \(knowledge.session.asOfDescription)")
                    if showsDocuments, let path = document.write(table.markdown) {
                        outbox.request(
                            "window/showDocument", ["uri": .string(DocumentURI.uri(ofPath: path)), "takeFocus": false])
                    } else {
                        outbox.notify("window/showMessage", ["type": 3, "message": .string(table.message)])
                    }
                    return table.json
                }, otherwise: .null))
    }

    fileprivate static func isLens(_ target: Lens.Target, of analysis: ScriptAnalysis) -> Bool {
        // A segment that the text does not define may be ready-made.
        if case .segment = target { return true }
        return analysis.lenses.contains { $0.target == target }
    }

    /// A segment is asked for as a question behind the text.
    private static func question(_ target: Lens.Target, in analysis: ScriptAnalysis) -> (ScriptAnalysis, Int)? {
        switch target {
        case .question(let index): return (analysis, index)
        case .segment(let name):
            let path = name.split(separator: ".").map { "`\($0)`" }.joined(separator: ".")
            let asked = ScriptAnalysis(
                name: "question", bytes: analysis.source.bytes + Array("\nfrom \(path)\n".utf8), path: analysis.path,
                in: analysis.context, after: analysis)
            let questions = asked.lenses.count { if case .question = $0.target { true } else { false } }
            return questions > 0 ? (asked, questions - 1) : nil
        }
    }

    private static func title(_ target: Lens.Target, in analysis: ScriptAnalysis) -> String {
        switch target {
        case .segment(let name): return name
        case .question(let index):
            let questions = analysis.symbols.filter { $0.kind == .question }
            return questions.indices.contains(index) ? questions[index].name : "question"
        }
    }
}

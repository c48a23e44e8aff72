import EditLine
import Engine
import Model
import Output
import Semantics
import Syntax

/// Commands to the prompt itself; they start with a dot, which no statement does.
struct DotCommand {
    enum Outcome { case stay, leave }

    let name: String
    let argument: String
    let summary: String
    let run: @Sendable (PromptSession, String) -> Outcome

    static let all: [DotCommand] = [
        DotCommand(name: ".exit", argument: "", summary: "leave (so does Ctrl-D)") { _, _ in .leave },
        DotCommand(name: ".fields", argument: "[ENTITY]", summary: "fields, with type, label and aliases") { $0.listFields($1) },
        DotCommand(name: ".format", argument: "[FORMAT]", summary: OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")) { $0.setFormat($1) },
        DotCommand(name: ".help", argument: "", summary: "this list") { session, _ in session.help() },
        DotCommand(name: ".metrics", argument: "", summary: "metrics, ready-made and your own") { session, _ in session.listDefinitions(.metric) },
        DotCommand(name: ".open", argument: "STORE", summary: "ask another store") { $0.openStore($1) },
        DotCommand(name: ".segments", argument: "", summary: "segments, ready-made and your own") { session, _ in session.listDefinitions(.segment) },
    ]

    static func run(_ text: String, in session: PromptSession) -> Outcome {
        let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
        let name = words.first.map(String.init) ?? "."
        let argument = words.count > 1 ? String(words[1]).trimmingBlanks : ""
        if let command = all.first(where: { $0.name == name }) { return command.run(session, argument) }
        if name == ".quit" { return .leave }
        let closest = EditDistance.closest(to: name, in: all.map(\.name)).map { "; did you mean `\($0)`?" } ?? "; `.help` lists them"
        session.reporter.remark("there is no command `\(name)`\(closest)")
        return .stay
    }

    /// Names of commands, and of what `.fields` and `.format` take.
    static func completions(_ text: String, _ utf8Offset: Int, in session: PromptSession) -> Completions {
        let typed = Array(text.utf8).prefix(utf8Offset)
        let start = (typed.lastIndex(of: UInt8(ascii: " ")) ?? -1) + 1
        let word = String(decoding: typed[start...], as: UTF8.self)
        let candidates: [Completion]
        switch String(decoding: typed[..<start], as: UTF8.self).trimmingBlanks {
        case "": candidates = all.map { Completion(insertText: $0.name, label: $0.name, detail: $0.summary) }
        case ".fields":
            candidates = session.session.environment.model.entities.map { Completion(insertText: $0.name, label: $0.name, detail: $0.label ?? "") }
        case ".format": candidates = OutputFormat.allCases.map { Completion(insertText: $0.rawValue, label: $0.rawValue) }
        default: return .none
        }
        return Completions(replacing: start..<utf8Offset, candidates: candidates.filter { $0.insertText.hasPrefix(word) })
    }
}

extension PromptSession {
    func help() -> DotCommand.Outcome {
        var lines = [
            "segment where recency < 30 and monetary > 5000  who bought lately and a lot",
            "segment vip where monetary > 5000               names it, for this session",
            "from vip | group by city { n = count() }        reports on it",
            "",
        ]
        let width = DotCommand.all.map { $0.name.utf8.count + $0.argument.utf8.count + 1 }.max() ?? 0
        for command in DotCommand.all {
            let head = "\(command.name) \(command.argument)"
            lines.append(head + String(repeating: " ", count: width - head.utf8.count + 2) + command.summary)
        }
        lines += ["", "Tab completes. Enter runs a whole statement; otherwise it goes on in the next row.",
                  "Ctrl-C stops a question that is running, or drops what is being typed."]
        reporter.say(lines.joined(separator: "\n") + "\n")
        return .stay
    }

    func listFields(_ name: String) -> DotCommand.Outcome {
        let model = session.environment.model
        guard name.isEmpty || model.entityIndex(named: name) != nil else {
            let closest = EditDistance.closest(to: name, in: model.entities.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
            reporter.remark("there is no entity `\(name)`\(closest)")
            return .stay
        }
        let entities = name.isEmpty ? model.entities.indices.map { $0 } : [model.entityIndex(named: name) ?? model.customer]
        show(["entity", "field", "type", "label", "alias"], entities.flatMap { index in
            model.entities[index].fields.map { field in
                [model.entities[index].name, field.name, field.reference ?? field.type.name, field.label ?? "", field.aliases.joined(separator: ", ")]
            }
        })
        return .stay
    }

    func listDefinitions(_ kind: BoundDefinition.Kind) -> DotCommand.Outcome {
        let environment = session.environment
        let own = environment.names.compactMap { environment.declaration(named: $0) }.map { (name: $0.name, declaration: $0) }
        show(["name", "label", "alias", "meaning"], (own + environment.importedDeclarations).filter { $0.declaration.kind == kind }.map { name, declaration in
            [name, declaration.label ?? "", declaration.aliases.joined(separator: ", "), declaration.documentation?.split(separator: "\n").joined(separator: " ") ?? ""]
        })
        return .stay
    }

    func setFormat(_ name: String) -> DotCommand.Outcome {
        if name.isEmpty {
            reporter.remark(presenter.format.rawValue)
        } else if let format = OutputFormat(rawValue: name) {
            presenter.format = format
        } else {
            reporter.remark("there is no format `\(name)`: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return .stay
    }

    func openStore(_ path: String) -> DotCommand.Outcome {
        guard !path.isEmpty else {
            reporter.remark(session.storePath ?? "no store is open")
            return .stay
        }
        do {
            session = try open(path)
            reporter.remark("\(path), as of \(session.asOfDescription)")
        } catch let failure as Failure {
            reporter.report(failure)
        } catch { reporter.remark("\(error)") }
        return .stay
    }

    /// A list for a person, through the same table that shows results.
    private func show(_ header: [String], _ rows: [[String]]) {
        var style = presenter.style
        style.maximumRows = nil
        var writer = OutputFormat.table.writer(to: presenter.sink, format: session.valueFormat, table: style)
        do {
            try writer.begin(header.enumerated().map { ResultColumn(name: $0.element, type: .text, priority: -$0.offset) })
            for row in rows { try writer.write(row.map { .text($0) }) }
            try writer.end(ResultSummary(totalRows: rows.count))
        } catch { presenter.sink.bytes.removeAll() }
    }
}

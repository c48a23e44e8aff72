internal import JSON
internal import LanguageService

extension RequestMethod {
    static let completion = RequestMethod("textDocument/completion", outlivesChanges: true, capabilities: { _ in
        ["completionProvider": ["triggerCharacters": [".", "$", "\"", " "], "resolveProvider": true]]
    }) { server, parameters, reply throws(ResponseError) in
        let (script, offset) = try server.place(parameters)
        let list = script.analysis.completions(at: offset, onlyMatching: false)
        // A space is typed all the time: it only brings up what nobody could guess, the store's values.
        if parameters["context"]?["triggerCharacter"]?.string == " ", list.values == nil {
            return ["isIncomplete": false, "items": []]
        }
        let writer = CompletionWriter(
            script, list.replacing, server.encoding, number: server.remember(list, of: script))
        guard let request = list.values, server.usesData else { return writer.list(list.items) }
        let place = list.items.count
        server.data.put(DataWorker.Job(reply: reply, isInteractive: true, seconds: 0.15, work: { knowledge, budget in
            let values = knowledge.items(for: request, within: budget, onlyMatching: false)
            // Values are few or narrowed to what has been typed: the client asks again with more of it.
            return values.isEmpty ? nil : writer.list(values + list.items, isIncomplete: true, firstValue: place)
        }, otherwise: writer.list(list.items, isIncomplete: true)))
        return nil
    }

    static let completionResolve = RequestMethod("completionItem/resolve") { server, item, _ throws(ResponseError) in
        guard case .object(var resolved) = item else { throw .invalidParameters("an item is an object") }
        guard let data = item["data"], data["list"]?.integer == server.offered?.number,
            let place = data["place"]?.integer, let offered = server.offered,
            offered.list.items.indices.contains(place),
            let description = offered.script.analysis.description(of: offered.list.items[place].thing)
        else { return item }
        let format = server.client.completionDocumentation
        resolved["documentation"] = [
            "kind": .string(format.rawValue),
            "value": .string(format == .markdown ? description.markdown() : description.plainText())
        ]
        return .object(resolved)
    }
}

/// The list that was offered last, to tell more of one of its items when it is asked for.
struct OfferedCompletions {
    let number: Int
    let list: CompletionList
    let script: AnalysedScript
}

extension Server {
    func remember(_ list: CompletionList, of script: AnalysedScript) -> Int {
        let number = (offered?.number ?? 0) + 1
        offered = OfferedCompletions(number: number, list: list, script: script)
        return number
    }
}

/// Items as the protocol has them, in the order in which the language service gives them.
private struct CompletionWriter: Sendable {
    private let range: JSONValue
    private let number: Int

    init(_ script: AnalysedScript, _ replacing: Range<Int>, _ encoding: PositionEncoding, number: Int) {
        range = script.text.json(replacing, encoding)
        self.number = number
    }

    func list(_ items: [CompletionItem], isIncomplete: Bool = false, firstValue: Int = 0) -> JSONValue {
        var place = -1
        let written = items.enumerated().map { order, item in
            if item.kind != .value { place += 1 }
            return self.item(item, order: order, place: item.kind == .value ? nil : place)
        }
        return ["isIncomplete": .bool(isIncomplete), "items": .array(written)]
    }

    private func item(_ item: CompletionItem, order: Int, place: Int?) -> JSONValue {
        let digits = String(order)
        return [
            "label": .string(item.text), "kind": JSONValue(CompletionWriter.kind(item.kind)),
            "detail": item.detail.isEmpty ? nil : .string(item.detail),
            "sortText": .string(String(repeating: "0", count: max(0, 5 - digits.count)) + digits),
            "textEdit": ["range": range, "newText": .string(item.text)],
            "data": place.map { ["list": JSONValue(number), "place": JSONValue($0)] }
        ]
    }

    private static func kind(_ kind: CompletionItem.Kind) -> Int {
        switch kind {
        case .function: 3
        case .field, .column: 5
        case .parameter: 6
        case .segment: 7
        case .records: 9
        case .metric: 10
        case .value: 12
        case .keyword: 14
        }
    }
}

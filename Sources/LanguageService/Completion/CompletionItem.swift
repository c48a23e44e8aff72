package import Model

/// Something that could stand at a place.
package struct CompletionItem: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case keyword, field, metric, segment, function, records, value, parameter, column
    }

    /// The thing that it names, for further questions about it.
    package enum Thing: Sendable, Hashable {
        case field(entity: String, field: String)
        case entity(String)
        /// By the name that the text has for it.
        case definition(String)
        case function(String)
        case parameter(String)
        case keyword(String)
        case nothing
    }

    package var text: String
    package var kind: Kind
    /// Type and label, in a few words.
    package var detail: String
    /// Another name for something that is offered too: only where its beginning is typed.
    package var isAlias = false
    /// Type of its value, if known.
    package var type: ValueType?
    /// For a value: number of records that have it.
    package var count: Int?
    package var thing = Thing.nothing
    /// Smaller ones come first.
    package var rank = 0
}

/// Completions at a place, best first.
package struct CompletionList: Sendable {
    /// The bytes that an item would replace.
    package var replacing: Range<Int>
    package var items: [CompletionItem]
    /// Values of the store that could stand here besides; nil where none could.
    package var values: ValueRequest?

    static func nothing(at utf8Offset: Int) -> CompletionList {
        CompletionList(replacing: utf8Offset..<utf8Offset, items: [])
    }
}

/// Values that the store would have to be asked for.
package struct ValueRequest: Sendable, Hashable {
    package var subject: DataSubject
    /// The part of the value typed so far, without its quote.
    package var prefix: String

    package init(subject: DataSubject, prefix: String) {
        self.subject = subject
        self.prefix = prefix
    }
}

package import Model

/// Something that could stand at a place.
package struct CompletionItem: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case keyword, field, metric, segment, function, records, value, parameter, column
    }

    /// What it is, for whoever wants to know more of it.
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
    /// Of its value, where that is known.
    package var type: ValueType?
    /// Of a value: how many records have it.
    package var count: Int?
    package var thing = Thing.nothing
    /// Smaller ones come first.
    package var rank = 0
}

/// What could stand at a place, best first.
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
    /// What is typed of the value so far, without its quote.
    package var prefix: String

    package init(subject: DataSubject, prefix: String) {
        self.subject = subject
        self.prefix = prefix
    }
}

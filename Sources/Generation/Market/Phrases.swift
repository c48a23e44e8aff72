/// Texts written by people: comments by mood and language, subjects of tickets, names of colleagues.
enum Phrases {
    enum Mood: Int, Sendable {
        case bad, fair, good
    }

    /// In Chinese where the customer writes it, otherwise in English.
    static func comment(_ mood: Mood, language: String, _ random: inout RandomStream) -> String {
        random.pick((language == "zh" ? chineseComments : englishComments)[mood.rawValue])
    }

    private static let englishComments = [
        [
            "Arrived late, and the box was damaged.", "Nobody answers the phone.", "Not as described.",
            "Too expensive for what it is.",
            "I asked for my money back three weeks ago.", "Never again"
        ],
        ["Okay.", "Does what it should, no more.", "Good product, slow delivery.", "The size runs small."],
        [
            "Great, thank you!", "Fast delivery, lovely packaging.", "My whole family uses it now.",
            "Best service I've had in years.",
            "Exactly what I was looking for"
        ]
    ]
    private static let chineseComments = [
        ["物流太慢，包装破损。", "客服一直没人接。", "与描述不符", "性价比不高，不会再买了。", "退款等了三个星期。"],
        ["还可以。", "一般般，凑合用。", "东西不错，发货有点慢", "尺码偏小"],
        ["非常满意！", "物流很快，包装精美。", "已经推荐给朋友了", "客服态度很好，下次还来。"],
    ]

    struct TicketKind: Sendable {
        let name: String
        /// Tickets of this kind, relative to the other kinds.
        let weight: Int
        let english: [String]
        let chinese: [String]
    }

    static let question = 0, complaint = 1, goodsReturn = 2, technical = 4
    static let ticketKinds = [
        TicketKind(
            name: "question", weight: 32,
            english: ["When will it arrive?", "Is this back in stock soon?", "How do I use my points?"],
            chinese: ["什么时候发货？", "可以改地址吗？", "积分怎么用？"]),
        TicketKind(
            name: "complaint", weight: 24, english: ["Parcel damaged", "Wrong item delivered", "Delivery late"],
            chinese: ["商品有瑕疵", "服务态度差", "物流太慢"]),
        TicketKind(
            name: "return", weight: 24,
            english: ["Return of an order", "Exchange for another size", "Refund not received"],
            chinese: ["申请退货", "换个尺码"]),
        TicketKind(
            name: "billing", weight: 10, english: ["Charged twice", "Invoice needed"], chinese: ["发票抬头有误", "需要开发票"]),
        TicketKind(
            name: "technical", weight: 10,
            english: ["Cannot log in", "The app crashes at checkout", "Does not switch on"],
            chinese: ["支付失败", "无法登录"])
    ]

    static let agents = [
        "Amara Diallo", "Ben Carter", "陈静", "Daniela Ruiz", "Erik Lindqvist", "冯磊", "Greta Hofer", "何芳"
    ]
    static let salesRepresentatives = [
        "Ingrid Olsen", "Jamal Haddad", "柯明", "Laura Bianchi", "Mei Tan", "Nils Petersen", "欧阳丽", "Paul Greene"
    ]
    static let industries = [
        "retail", "manufacturing", "finance", "health care", "education", "construction", "logistics",
        "hospitality", "software", "public sector"
    ]
    static let businessTitles = [
        "Managing director", "Head of purchasing", "Office manager", "Buyer", "采购经理", "总经理", "Owner", "IT manager"
    ]
    static let privateTitles = [
        "Teacher", "Nurse", "Engineer", "Designer", "Student", "Accountant", "教师", "工程师", "Chef", "Retired"
    ]
}

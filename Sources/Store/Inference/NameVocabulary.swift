import Syntax

/// Words by which tables and columns tell what they hold: English, German, Chinese.
enum NameVocabulary: CaseIterable {
    case customer, person, notAPerson
    case purchase
    case personName, contact, place, displayPlace
    case time, happened, notHappened, joined
    case money, total, notTotal, cents, quantity, unitPrice, discount
    case flag, count
    case identifier, status, cancelled

    var words: [String] {
        switch self {
        case .customer:
            ["customer", "client", "kunde", "kunden", "debitor", "buyer", "shopper", "cust", "kd", "客户", "顾客"]
        case .person:
            [
                "user", "member", "account", "contact", "people", "person", "partner", "konto", "mitglied", "benutzer",
                "subscriber", "donor", "guest",
                "patient", "会员", "用户"
            ]
        case .notAPerson:
            [
                "address", "adresse", "type", "typ", "group", "gruppe", "category", "log", "order", "item", "detail",
                "note", "notiz", "history", "role",
                "setting", "token", "session", "demo", "tag", "status", "地址", "类型", "日志", "分组", "等级", "订单", "积分"
            ]
        case .purchase:
            [
                "order", "purchase", "sale", "invoice", "transaction", "booking", "bestellung", "auftrag", "rechnung",
                "verkauf", "kauf", "receipt", "beleg",
                "订单", "交易", "销售", "购买", "消费"
            ]
        case .personName: ["name", "firstname", "lastname", "surname", "vorname", "nachname", "姓名", "名字", "名称"]
        case .contact:
            [
                "email", "mail", "phone", "mobile", "tel", "telefon", "fax", "handy", "address", "adresse", "street",
                "strasse", "straße", "birth", "birthday", "dob",
                "geburt", "geb", "gebdat", "postcode", "postal", "zip", "plz", "iban", "ssn", "passport", "whatsapp",
                "wechat", "邮箱", "邮件", "电话", "手机", "地址", "生日", "身份证", "微信", "邮编"
            ]
        case .place: ["city", "town", "country", "region", "state", "ort", "stadt", "land", "城市", "国家", "省", "地区"]
        case .displayPlace: ["city", "town", "ort", "stadt", "城市"]
        case .time:
            [
                "date", "time", "datum", "zeit", "stamp", "ts", "at", "on", "day", "tag", "created", "updated",
                "modified", "since", "birth", "dob", "geburt", "erfasst",
                "angelegt", "geaendert", "uhr", "dt", "时间", "日期", "日", "生日", "since", "seit", "am"
            ]
        case .happened:
            [
                "date", "datum", "ordered", "placed", "purchase", "bought", "sold", "occurred", "happened",
                "transaction", "booked", "buchung", "bestell", "auftrag",
                "created", "angelegt", "erfasst", "时间", "日期", "下单", "交易", "发生", "创建", "timestamp", "ts", "at", "zeit"
            ]
        case .notHappened:
            [
                "updated", "modified", "changed", "shipped", "ship", "required", "due", "delivered", "delivery",
                "expire", "expires", "valid", "end", "closed", "birth",
                "cancel", "paid", "geaendert", "liefer", "versand", "faellig", "fällig", "geburt", "storno", "更新", "修改",
                "发货", "到期", "截止", "生日", "完成", "付款", "支付"
            ]
        case .joined:
            [
                "joined", "registered", "signup", "signed", "since", "created", "member", "anlage", "angelegt",
                "erfasst", "eintritt", "registr", "seit", "注册", "创建", "加入", "开户"
            ]
        case .money:
            [
                "amount", "total", "price", "cost", "revenue", "balance", "spent", "paid", "fee", "freight", "subtotal",
                "tax", "payment", "salary", "budget", "credit", "cents",
                "betrag", "preis", "summe", "umsatz", "brutto", "netto", "kosten", "gebuehr", "saldo", "wert", "金额",
                "价格", "单价", "售价", "原价", "总价", "总额", "费", "余额", "收入", "成本"
            ]
        case .total:
            [
                "total", "amount", "grand", "sum", "gesamt", "brutto", "summe", "betrag", "umsatz", "revenue", "金额",
                "总", "实付"
            ]
        case .notTotal:
            [
                "freight", "ship", "tax", "discount", "fee", "tip", "versand", "steuer", "mwst", "rabatt", "cost",
                "balance", "saldo", "运费", "税", "折扣", "优惠", "成本", "余额", "credit"
            ]
        case .cents: ["cent", "cents", "ct", "pfennig", "minor", "分"]
        case .quantity: ["quantity", "qty", "menge", "anzahl", "units", "stueck", "数量", "件数"]
        case .unitPrice: ["price", "unitprice", "preis", "einzelpreis", "单价", "价格"]
        case .discount: ["discount", "rabatt", "折扣"]
        case .flag:
            [
                "is", "has", "active", "enabled", "deleted", "flag", "verified", "subscribed", "newsletter", "opt",
                "optin", "consent", "accepts", "allow", "vip", "blocked", "gift",
                "aktiv", "gesperrt", "geloescht", "kz", "kennzeichen", "是否", "启用", "有效", "已"
            ]
        case .count:
            ["count", "quantity", "qty", "number", "anzahl", "menge", "level", "rating", "score", "数量", "次数", "等级"]
        case .identifier:
            [
                "id", "no", "nr", "num", "number", "key", "code", "nummer", "uuid", "guid", "fk", "ref", "编号", "号",
                "代码", "标识"
            ]
        case .status: ["status", "state", "zustand", "stand", "状态"]
        case .cancelled:
            [
                "cancel", "refund", "void", "storn", "return", "abgebrochen", "reject", "fail", "取消", "退款", "退货", "作废",
                "关闭"
            ]
        }
    }
}

/// A table's or a column's name, taken apart into words.
struct SchemaName: Sendable {
    let text: String
    /// Lower case; `CustOrder_no` is cust, order, no.
    let words: [String]
    let lowercased: String

    init(_ text: String) {
        self.text = text
        lowercased = text.lowercased()
        var words: [String] = [], word = ""
        let scalars = Array(text.unicodeScalars)
        for (i, scalar) in scalars.enumerated() {
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.numericType != nil else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            // Behind a small letter a capital starts a word, and so does the last of several before a small one.
            let startsWord = properties.isUppercase && i > 0
                && (scalars[i - 1].properties.isLowercase
                    || scalars[i - 1].properties.isUppercase && i + 1 < scalars.count
                        && scalars[i + 1].properties.isLowercase)
            if startsWord, !word.isEmpty {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(scalar)
        }
        if !word.isEmpty { words.append(word) }
        self.words = words.map { $0.lowercased() }
    }

    /// Long words and Chinese ones count as a part of the name too: `bestelldatum` speaks of a date.
    func speaks(of vocabulary: NameVocabulary) -> Bool {
        vocabulary.words.contains { term in
            if words.contains(term) || words.contains(term + "s") { return true }
            let isTelling = term.utf8.count >= 4 || term.utf8.contains { $0 >= 0x80 }
            return isTelling && DatabaseSchema.contains(lowercased, term)
        } || vocabulary == .identifier && words.contains { isGluedIdentifier($0) }
    }

    /// `KDNR`: names all in capitals do not show where their words end.
    private func isGluedIdentifier(_ word: String) -> Bool {
        // `custkey`: that of benchmarks and warehouses.
        if word.hasSuffix("key"), word.utf8.count > 5 { return true }
        return text == text.uppercased()
            && ["nr", "no", "id"].contains { word.hasSuffix($0) && word.utf8.count > $0.utf8.count + 1 }
    }

    /// Without one or two letters that stand for the table: `custkey` of `c_custkey`; nil where there are none.
    var withoutTablePrefix: String? {
        guard words.count > 1, words[0].utf8.count <= 2, !words[1].isEmpty else { return nil }
        return words.dropFirst().joined(separator: "_")
    }

    /// Without what says that it is a table or a key, singular: `tblOrders`, `order_id`, `OrderNo` are all `order`.
    var stem: String {
        var kept = words.filter {
            !["tbl", "tb", "t", "table", "dim", "fact", "fk", "pk"].contains($0)
                && !NameVocabulary.identifier.words.contains($0)
        }
        if var last = kept.popLast() {
            for suffix in ["编号", "代码", "标识", "信息", "表", "号"] where last.hasSuffix(suffix) && last.count > suffix.count {
                last.removeLast(suffix.count)
            }
            if isGluedIdentifier(last) { last.removeLast(last.hasSuffix("key") ? 3 : 2) }
            if last.hasSuffix("ies"), last.utf8.count > 4 {
                last = String(last.dropLast(3)) + "y"
            } else if last.hasSuffix("s"), !last.hasSuffix("ss"), last.utf8.count > 3 {
                last.removeLast()
            }
            kept.append(last)
        }
        return kept.joined(separator: "_")
    }

    /// As the language takes a name: small letters and `_`; a word that it reserves gets a `_` behind.
    var identifier: String {
        var kept = words
        if let first = kept.first, kept.count > 1, ["tbl", "tb", "t"].contains(first) { kept.removeFirst() }
        var name = kept.joined(separator: "_")
        name = String(
            String.UnicodeScalarView(
                name.unicodeScalars.map {
                    $0.properties.isXIDContinue && !(0xFF00...0xFFEF).contains($0.value) ? $0 : "_"
                }))
        if name.unicodeScalars.first.map({ !$0.properties.isXIDStart }) ?? true { name = "_" + name }
        return Keyword(rawValue: name)?.isReserved == true ? name + "_" : name
    }
}

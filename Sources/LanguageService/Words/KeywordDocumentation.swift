package import Syntax

extension Keyword {
    /// The meaning of the word, in a sentence, and an example; nil for words that make sense only with those around
    /// them.
    package var documentation: (sentence: String, example: String)? {
        switch self {
        case .segment:
            (
                "Customers for whom a condition holds; without a name, the question itself.",
                "segment vip where monetary > 5000"
            )
        case .metric:
            (
                "A value of each customer, or with an entity's name before the dot of each record.",
                "metric spend_2025 = sum(orders.amount in 2025-01-01)"
            )
        case .measure:
            (
                "A figure over many rows, such as a rate, for `group by` and `aggregate`.",
                "measure buyer_rate = count(where buyers) / count()"
            )
        case .param: ("A constant that whoever runs the script may set.", "param floor: money = 500")
        case .entity:
            (
                "A kind of record in the model.",
                "entity visits of customers by customer_id at started_at { key id: int }"
            )
        case .from:
            ("Starts a pipeline over customers, a segment or records.", "from vip | group by city { n = count() }")
        case .import: ("Brings the definitions of another file, under a name.", "import \"metrics.cq\" as m")
        case .explain:
            (
                "Says why customers are in a segment, clause by clause; of one customer, why that one is or is not.",
                "explain customer 42 in vip"
            )
        case .and: ("Holds where both sides hold.", "recency < 30 and monetary > 5000")
        case .or: ("Holds where either side holds; `and` binds tighter.", "city = \"Berlin\" or city = \"Paris\"")
        case .not: ("Holds exactly where the condition does not, missing values included.", "not city = \"Berlin\"")
        case .in: ("One of several values, or within a window of time.", "city in (\"Berlin\", \"Paris\")")
        case .is, .missing, .known: ("Whether a value is there at all.", "email is known")
        case .between: ("From one value to another, both included; of times, a window.", "recency between 30 and 60")
        case .if, .then, .else:
            ("A value that depends on a condition.", "if frequency > 1 then \"again\" else \"once\"")
        case .today: ("The day that the question is asked as of.", "first_order < today")
        case .contains, .starts, .ends, .with:
            ("Compares the characters of a text.", "email ends with \"@example.com\"")
        case .matches: ("Whether a regular expression matches somewhere in the text.", "phone matches r\"^\\+86\"")
        case .ignoring, .case: ("Compares letters without regard to case.", "city = \"berlin\" ignoring case")
        case .when: ("The condition of a rule of `classify`.", "\"large\" when monetary > 1000")
        case .sample, .seed:
            ("A share of the customers, the same ones whenever it is asked.", "sample 10% seed \"spring\"")
        case .within:
            ("How long after the record of the step before.", "sequence(interactions then orders within 14 days)")
        case .without: ("None of these between two steps.", "sequence(orders then orders without tickets between)")
        case .last:
            (
                "A window that ends with the as-of day; with `full`, whole calendar units before the current one.",
                "orders in last 90 days"
            )
        case .next: ("The time after the as-of day.", "anniversary(birthday) in next 7 days")
        case .this: ("The calendar unit that the as-of day lies in, up to now.", "orders in this month")
        case .previous: ("The calendar unit before the current one.", "orders in previous quarter")
        case .full: ("Whole calendar units.", "orders in last 3 full months")
        case .since: ("From a day or a time on.", "orders since 2026-01-01")
        case .before: ("Up to a day or a time, without it.", "joined_at before 2025-01-01")
        case .ago: ("So long before the as-of day.", "joined_at before 2 years ago")
        case .over: ("Restricts the records that a metric looks at to a window.", "frequency over last 90 days")
        case .as, .of: ("As it stood at the end of another day.", "vip as of 180 days ago")
        case .among: ("Whom customers are compared with.", "rank(monetary) among vip")
        case .asc, .desc: Keyword.sort.documentation
        case .alias: ("Another name for the same.", "metric aov alias 客单价 = monetary / frequency")
        case .pii: ("Marks personal data: its values are never shown by completion or hovers.", "email: text pii")
        case .caseless: ("Marks texts that are compared without regard to case.", "email: text caseless")
        case .display: ("Marks fields that are shown beside a customer's key.", "name: text display")
        case .values: ("The values that the model knows for a field; imports recognise them however they are spelt.",
                       "status: text values (\"paid\", \"cancelled\")")
        case .also: ("Another way to write a value that the model knows.",
                     "status: text values (\"cancelled\" also \"canceled\")")
        default: StageForm.withWord(self).map { ($0.summary, $0.example) }
        }
    }
}

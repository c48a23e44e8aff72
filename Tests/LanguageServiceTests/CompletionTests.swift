import LanguageService
import Model
import Testing

@Suite struct CompletionTests {
    @Test func aStatementStartsWithAStatementWord() throws {
        #expect(try Script("‸").completions.contains("segment"))
        #expect(try Script("seg‸").completions == ["segment"])
    }

    @Test func namesOfTheTypeComparedWithAreOffered() throws {
        let items = try Script("segment where monetary > ‸").completions
        #expect(items.contains("average_order_value"))
        #expect(items.contains("employees"))
        #expect(!items.contains("city"))
        #expect(!items.contains("buyers"))
        #expect(!items.contains("birthday"))
    }

    @Test func parametersOfTheTypeComparedWithAreOffered() throws {
        let text = "param floor: money = 10\nparam name: text = \"x\"\nsegment where monetary > "
        #expect(try Script(text + "‸").completions.contains("$floor"))
        #expect(try !Script(text + "‸").completions.contains("$name"))
        #expect(try Script(text + "$‸").completions.first == "$floor")
    }

    @Test func parametersThatAreListsAreOfferedWhereTheyCanStand() throws {
        let text = "param cities: text list = (\"Ulm\", \"Rom\")\nparam city_name: text = \"x\"\nsegment where city "
        #expect(try Script(text + "in $‸").completions.contains("$cities"))
        #expect(try Script(text + "in ($‸").completions.contains("$cities"))
        #expect(try !Script(text + "= $‸").completions.contains("$cities"))
        #expect(try Script(text + "= $‸").completions.contains("$city_name"))
        #expect(try Script("param cities: text ‸").completions.contains("list"))
    }

    @Test func ownDefinitionsComeFirst() throws {
        #expect(try Script("metric zeal = 1 + frequency\nsegment where ‸").completions.first == "zeal")
    }

    @Test func valuesAreAskedForWhereTheyCouldStand() throws {
        let expected = ValueRequest(subject: .field(entity: "customers", field: "city", .text), prefix: "")
        for text in [
            "segment where city = ‸", "segment where city in (\"a\", ‸", "segment where recency < 3 and city != ‸",
            "from customers | where city starts with ‸",
            "segment where city in (‸"
        ] {
            #expect(try Script(text).analysis.completions(at: Script(text).offset).values == expected, "\(text)")
        }
    }

    @Test func aBegunTextIsReplacedWithItsQuote() throws {
        let script = try Script("segment where any(orders where status = \"pa‸")
        let list = script.analysis.completions(at: script.offset)
        #expect(list.values == ValueRequest(subject: .field(entity: "orders", field: "status", .text), prefix: "pa"))
        #expect(script.slice(list.replacing) == "\"pa")
    }

    @Test func personalDataHasNoValues() throws {
        let script = try Script("segment where email = ‸")
        #expect(script.analysis.completions(at: script.offset).values == nil)
    }

    @Test func onlyNumbersCanBeAddedUp() throws {
        let items = try Script("segment where sum(orders.‸").completions
        #expect(items.contains("amount"))
        #expect(!items.contains("status"))
        #expect(items.contains("items"))
    }

    @Test func unitsStandBehindTheNumberOfAWindow() throws {
        #expect(try Script("segment where count(orders in last 30 ‸").completions.prefix(2) == ["days", "weeks"])
    }

    @Test func windowsSuitTimesAndPatternsTexts() throws {
        #expect(try Script("segment where joined_at ‸").completions.prefix(3) == ["in", "since", "before"])
        #expect(try Script("segment where city ‸").completions.prefix(2) == ["in", "contains"])
    }

    @Test func columnsOfAGroupAreAllThatCanBeNamedBehindIt() throws {
        #expect(
            try Script("from customers | group by city { n = count(), spend = sum(monetary) } | sort ‸").completions
                == ["city", "n", "spend"])
    }

    @Test func measuresAreOfferedAmongFiguresAlone() throws {
        let own = "measure big_rate = count(where buyers) / count()\nmeasure orders.paid = sum(amount)\n"
        #expect(try Script(own + "from customers | group by city { big‸").completions.first == "big_rate")
        #expect(try Script(own + "from customers | aggregate { n = count(), x = 2 * n‸").completions.contains("nps"))
        #expect(try !Script(own + "from customers | aggregate { n = sum(big‸").completions.contains("big_rate"))
        #expect(try !Script(own + "segment where big‸").completions.contains("big_rate"))
        #expect(try Script(own + "from orders | group by month(ordered_at) { pa‸").completions.first == "paid")
        #expect(try !Script(own + "from orders | where pa‸").completions.contains("paid"))
        #expect(try Script("measure twice = 2 * conv‸").completions.first == "conversion_rate")
        #expect(
            try Script("from customers | group by city { nps, n = count() } | sort ‸").completions
                == ["city", "nps", "n"])
        #expect(try Script("from orders | select *, half = amount / 2 | sort ha‸").completions.first == "half")
        #expect(try Script("from orders | select * | sort amo‸").completions.first == "amount")
    }

    @Test func clausesOfAnAnalysisAreOfferedInTheirOrder() throws {
        #expect(try Script("from customers | mig‸").completions == ["migrate"])
        #expect(try Script("from customers | migrate ‸").completions.contains("loyalty"))
        #expect(try Script("from customers | migrate loyalty ‸").completions == ["from"])
        #expect(try Script("from customers | migrate loyalty from ‸").completions == ["today"])
        #expect(try Script("from customers | migrate loyalty from 2026-01-01 ‸").completions == ["to"])
        #expect(try Script("from customers | migrate loyalty from 2026-01-01 to today ‸").completions == [])
        #expect(try Script("from customers | overlap buy‸").completions.first == "buyers")
        #expect(try Script("from customers | overlap buyers, act‸").completions.first == "active")
        #expect(try Script("from customers | overlap buyers ‸").completions.contains("and"))
        let script = try Script("from customers | mi‸grate loyalty from 90 days ago to today")
        #expect(script.analysis.hover(at: script.offset)?.description.heading == "migrate CLASS from START to END")
    }

    @Test func clausesThatMayBeLeftOutAreOfferedToo() throws {
        func completions(_ text: String) throws -> [String] { try Script(text).completions }
        #expect(try completions("from buyers | rete‸") == ["retention"])
        #expect(try completions("from buyers | retention ‸") == ["of"])
        #expect(try completions("from buyers | retention of ord‸") == ["orders"])
        #expect(try completions("from buyers | retention of orders ‸").contains("where"))
        #expect(Array(try completions("from buyers | retention of orders ‸").suffix(2)) == ["from", "by"])
        #expect(try completions("from buyers | retention of orders where is_p‸").first == "is_purchase")
        #expect(try completions("from buyers | retention of orders where stat‸").first == "status")
        #expect(try completions("from buyers | retention of orders from first_o‸").first == "first_order")
        #expect(try completions("from buyers | retention of orders from first_order ‸") == ["by"])
        #expect(try completions("from buyers | retention of orders by mo‸") == ["month"])
        #expect(try completions("from buyers | retention of orders by month ‸").prefix(2) == ["for", "or later"])
        #expect(try completions("from buyers | retention of orders by month for 6 mo‸") == ["months"])
        #expect(try completions("from buyers | retention of orders by month { n = count() } ‸") == ["per head", "cumulative"])
        #expect(try completions("from customers | trend by month { spend = sum(monet‸").first == "monetary")
        let script = try Script("from customers | lifecycle of orders b‸y month")
        #expect(
            script.analysis.hover(at: script.offset)?.description.heading
                == "lifecycle of RECORDS by PERIOD [for LENGTH]")
    }

    @Test func importedDefinitionsAreOfferedBehindTheDot() throws {
        let script = try Script(
            "import \"lib.cq\" as m\nsegment where m.‸",
            files: ["lib.cq": "metric aov2 = monetary / frequency\nsegment big where monetary > 9\n"])
        #expect(script.completions == ["aov2", "big"])
    }

    @Test func whatAFileDefinesForRecordsIsOfferedAmongThem() throws {
        let files = [
            "lib.cq": """
                metric orders.gross = amount * 2
                measure orders.turnover = sum(amount)
                segment tickets.open where resolved_at is missing
                metric aov2 = monetary
                """
        ]
        let imports = "import \"lib.cq\" as m\n"
        #expect(try Script(imports + "from orders where m.‸", files: files).completions == ["aov2", "gross"])
        #expect(
            try Script(imports + "segment where any(tickets where m.‸", files: files).completions == ["aov2", "open"])
        #expect(
            try Script(imports + "from orders | aggregate { m.‸ }", files: files).completions
                == ["aov2", "gross", "turnover"])
        let hover = try Script(imports + "from orders where m.gro‸ss > 5", files: files)
        #expect(hover.analysis.hover(at: hover.offset)?.description.heading.hasPrefix("metric m.orders.gross") == true)
    }

    @Test func aPartOfANameFindsIt() throws {
        #expect(try Script("segment where order‸").completions.allSatisfy { $0.contains("order") })
        #expect(try Script("segment where growt‸").completions.contains("spend_growth"))
        #expect(try Script("segment where 最近‸").completions.contains("最近消费"))
    }

    @Test func nothingIsOfferedInACommentOrATextWithoutAField() throws {
        #expect(try Script("-- seg‸").completions.isEmpty)
        #expect(try Script("metric a \"lab‸").completions.isEmpty)
    }

    @Test func itemsKnowWhatTheyAre() throws {
        let script = try Script("segment where recenc‸")
        let item = try #require(script.analysis.completions(at: script.offset).items.first { $0.text == "recency" })
        #expect(item.type == .days)
        #expect(
            script.analysis.description(of: item.thing)?.documentation?.hasPrefix("Days from the last purchase") == true
        )
    }
}

import Model
import Output
import Testing

/// The bytes of one result, as text.
func written(_ outputFormat: OutputFormat, _ columns: [ResultColumn], _ rows: [[Value]], table: TableStyle = .plain,
             summary: ResultSummary = ResultSummary()) throws -> String {
    let sink = ByteSink()
    var writer = outputFormat.writer(to: sink, format: ValueFormat(currency: .usd, timeZone: .utc), table: table)
    try writer.begin(columns)
    for row in rows { try writer.write(row) }
    try writer.end(summary)
    return String(decoding: sink.bytes, as: UTF8.self)
}

struct ResultWriterTests {
    private let columns = [
        ResultColumn(name: "id", label: "Customer", type: .int),
        ResultColumn(name: "name", type: .text),
        ResultColumn(name: "spend", label: "Total | spend", type: .money),
        ResultColumn(name: "average", type: .averageMoney),
        ResultColumn(name: "joined", type: .date),
        ResultColumn(name: "seen", type: .time),
        ResultColumn(name: "wait", type: .duration),
        ResultColumn(name: "vip", type: .bool),
    ]

    private let rows: [[Value]] = [
        [.int(1), .text("Ana"), .money(123_450), .number(1234.5), .date(CivilDate(daysSinceEpoch: 20_000)),
         .time(Instant(microseconds: 1_700_000_000_500_000)), .duration(3_600_000_000), .bool(true)],
        [.int(2), .text(""), .missing, .number(.nan), .missing, .missing, .missing, .missing],
    ]

    @Test func csv() throws {
        #expect(try written(.csv, columns, rows) == """
            id,name,spend,average,joined,seen,wait,vip
            1,Ana,1234.50,12.35,2024-10-04,2023-11-14T22:13:20.5,01:00:00,true
            2,"",,nan,,,,

            """)
    }

    @Test func tsv() throws {
        #expect(try written(.tsv, columns, rows) == """
            id\tname\tspend\taverage\tjoined\tseen\twait\tvip
            1\tAna\t1234.50\t12.35\t2024-10-04\t2023-11-14T22:13:20.5\t01:00:00\ttrue
            2\t\t\tnan\t\t\t\t

            """)
    }

    @Test func json() throws {
        #expect(try written(.json, columns, rows) == """
            [
            {"id":1,"name":"Ana","spend":1234.50,"average":12.35,"joined":"2024-10-04","seen":"2023-11-14T22:13:20.5","wait":"01:00:00","vip":true},
            {"id":2,"name":"","spend":null,"average":null,"joined":null,"seen":null,"wait":null,"vip":null}
            ]

            """)
    }

    @Test func jsonLines() throws {
        #expect(try written(.jsonl, columns, rows) == """
            {"id":1,"name":"Ana","spend":1234.50,"average":12.35,"joined":"2024-10-04","seen":"2023-11-14T22:13:20.5","wait":"01:00:00","vip":true}
            {"id":2,"name":"","spend":null,"average":null,"joined":null,"seen":null,"wait":null,"vip":null}

            """)
    }

    @Test func markdown() throws {
        #expect(try written(.markdown, columns, rows) == #"""
            | Customer | name | Total \| spend | average | joined     | seen                  |     wait | vip  |
            | -------: | ---- | -------------: | ------: | ---------- | --------------------- | -------: | ---- |
            |        1 | Ana  |        1234.50 |   12.35 | 2024-10-04 | 2023-11-14T22:13:20.5 | 01:00:00 | true |
            |        2 |      |                |     nan |            |                       |          |      |

            """#)
    }

    @Test func table() throws {
        #expect(try written(.table, columns, rows) == """
            id  name    spend  average  joined      seen                       wait  vip
            ──  ────  ───────  ───────  ──────────  ─────────────────────  ────────  ────
             1  Ana   1234.50    12.35  2024-10-04  2023-11-14T22:13:20.5  01:00:00  true
             2              ·      nan  ·           ·                             ·  ·

            """)
    }

    @Test(arguments: [
        (OutputFormat.table, "id\n──\n"), (.csv, "id\n"), (.tsv, "id\n"), (.json, "[]\n"), (.jsonl, ""),
        (.markdown, "|  id |\n| --: |\n"),
    ])
    func noRows(format: OutputFormat, expected: String) throws {
        #expect(try written(format, [ResultColumn(name: "id", type: .int)], []) == expected)
    }

    // MARK: - Special characters

    private func cell(_ format: OutputFormat, _ text: String) throws -> String {
        try written(format, [ResultColumn(name: "t", type: .text)], [[.text(text)]])
    }

    @Test func csvQuotesWhatNeedsIt() throws {
        #expect(try cell(.csv, "a,b") == "t\n\"a,b\"\n")
        #expect(try cell(.csv, "say \"hi\"") == "t\n\"say \"\"hi\"\"\"\n")
        #expect(try cell(.csv, "a\nb") == "t\n\"a\nb\"\n")
        #expect(try cell(.csv, "a\r") == "t\n\"a\r\"\n")
        #expect(try cell(.csv, "=1+1; a b\t'é'") == "t\n=1+1; a b\t'é'\n")
        #expect(try written(.csv, [ResultColumn(name: "a,\"b\"", type: .int)], []) == "\"a,\"\"b\"\"\"\n")
    }

    @Test func tsvEscapesWhatWouldBreakARow() throws {
        #expect(try cell(.tsv, "a\tb\\c\nd\re\"f") == "t\na\\tb\\\\c\\nd\\re\"f\n")
    }

    @Test func jsonEscapesOnlyWhatItMust() throws {
        #expect(
            try cell(.jsonl, "é\"\\/\n\r\t\u{1}\u{1F}\u{7F}😀")
                == "{\"t\":\"é\\\"\\\\/\\n\\r\\t\\u0001\\u001f\u{7F}😀\"}\n")
        #expect(try written(.jsonl, [ResultColumn(name: "a\"b", type: .int)], [[.int(1)]]) == "{\"a\\\"b\":1}\n")
    }

    @Test func jsonNumbersAreNumbersOrNull() throws {
        let column = [ResultColumn(name: "n", type: .number)]
        #expect(try written(.jsonl, column, [[.number(.infinity)], [.number(1e300)], [.number(-2.50)], [.number(1e-9)]])
            == "{\"n\":null}\n{\"n\":1e+300}\n{\"n\":-2.5}\n{\"n\":0.000000001}\n")
    }

    @Test func markdownEscapesMarkup() throws {
        let cell = try cell(.markdown, "a|b\\c *d* <e> first_order _x_ [l](u) `q` &amp;\r\nf\ng")
        #expect(
            cell.split(separator: "\n").last
                == #"| a\|b\\c \*d\* \<e> first_order \_x\_ \[l](u) \`q\` \&amp;<br>f<br>g |"#)
    }

    @Test func markdownAlignsWideCharacters() throws {
        let column = [ResultColumn(name: "名前", type: .text)]
        #expect(try written(.markdown, column, [[.text("王小明")], [.text("Ana")]])
            == "| 名前   |\n| ------ |\n| 王小明 |\n| Ana    |\n")
    }

    // MARK: - Many rows

    @Test(arguments: OutputFormat.allCases)
    func everyRowArrivesWhetherOrNotTheSampleIsOver(format: OutputFormat) throws {
        let column = [ResultColumn(name: "n", type: .int), ResultColumn(name: "t", type: .text)]
        for count in [999, 1000, 1001, 2500] {
            let text = try written(format, column, (0..<count).map { [.int(Int64($0)), .text("x\($0)")] })
            let found = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).filter { $0.hasPrefix("x") }
            #expect(found.count == count)
            #expect(found.last == "x\(count - 1)")
        }
    }

    @Test(arguments: OutputFormat.allCases)
    func oneWriterTakesSeveralResults(format: OutputFormat) throws {
        let sink = ByteSink()
        var writer = format.writer(
            to: sink, format: ValueFormat(currency: .usd, timeZone: .utc), table: TableStyle(maximumRows: 1))
        var texts: [String] = []
        for _ in 0..<2 {
            try writer.begin([ResultColumn(name: "n", type: .int)])
            try writer.write([.int(1)])
            try writer.write([.int(2)])
            try writer.end(ResultSummary())
            texts.append(String(decoding: sink.bytes, as: UTF8.self))
            sink.bytes.removeAll()
        }
        #expect(texts[0] == texts[1])
        #expect(texts[0].contains("1"))
    }

    @Test func formatsAreFoundByFileName() throws {
        #expect(try OutputFormat.ofFile(named: "out/vip.CSV") == .csv)
        #expect(try OutputFormat.ofFile(named: "vip.ndjson") == .jsonl)
        #expect(try OutputFormat.ofFile(named: "report.md") == .markdown)
        for nameless in ["vip", "./vip", "a.b/vip", ".vip", "vip.", "", "/dev/stdout"] {
            #expect(try OutputFormat.ofFile(named: nameless) == nil)
        }
        for unknown in ["vip.xlsx", "a.csv/vip.parquet", "vip.csv.gz", "vip.html"] {
            #expect(throws: (any Error).self) { try OutputFormat.ofFile(named: unknown) }
        }
        #expect(OutputFormat(rawValue: "jsonl") == .jsonl)
        for format in OutputFormat.allCases {
            for ending in format.fileExtensions { #expect(try OutputFormat.ofFile(named: "x.\(ending)") == format) }
        }
    }
}

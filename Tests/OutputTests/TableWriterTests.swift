import Model
import Output
import Syntax
import Testing

struct TableWriterTests {
    private let columns = [
        ResultColumn(name: "id", type: .int, priority: 0),
        ResultColumn(name: "name", type: .text, priority: 3),
        ResultColumn(name: "email", type: .text, priority: 1),
        ResultColumn(name: "city", type: .text, priority: 2),
        ResultColumn(name: "spend", type: .money, priority: 3),
    ]

    private let rows: [[Value]] = [
        [
            .int(4711), .text("Ana Maria de Souza Lima"), .text("ana.maria@example.com"), .text("São Paulo"),
            .money(1_234_567)
        ],
        [.int(4712), .text("王小明"), .text("wang@example.com"), .missing, .money(50)]
    ]

    @Test func everythingWhereNothingLimits() throws {
        #expect(try written(.table, columns, rows) == """
              id  name                     email                  city          spend
            ────  ───────────────────────  ─────────────────────  ─────────  ────────
            4711  Ana Maria de Souza Lima  ana.maria@example.com  São Paulo  12345.67
            4712  王小明                   wang@example.com       ·              0.50

            """)
    }

    @Test func textsAreShortenedFirst() throws {
        #expect(try written(.table, columns, rows, table: TableStyle(maximumWidth: 60)) == """
              id  name              email            city          spend
            ────  ────────────────  ───────────────  ─────────  ────────
            4711  Ana Maria de So…  ana.maria@exam…  São Paulo  12345.67
            4712  王小明            wang@example.c…  ·              0.50

            """)
    }

    @Test func columnsOfLowPriorityAreHidden() throws {
        #expect(try written(.table, columns, rows, table: TableStyle(maximumWidth: 40)) == """
              id  name           city          spend
            ────  ─────────────  ─────────  ────────
            4711  Ana Maria de…  São Paulo  12345.67
            4712  王小明         ·              0.50
            1 column hidden: email

            """)
    }

    @Test func theFirstColumnStays() throws {
        #expect(try written(.table, columns, rows, table: TableStyle(maximumWidth: 5)) == """
              id
            ────
            4711
            4712
            4
            columns
            hidden:
            name,
            email,
            city,
            spend

            """)
    }

    @Test func aLoneTextIsCutToTheTerminal() throws {
        let column = [ResultColumn(name: "name", type: .text)]
        #expect(try written(.table, column, [[.text("王小明王小明")], [.text("ok")]], table: TableStyle(maximumWidth: 6))
            == "name\n──────\n王小… \nok\n")
    }

    @Test func rowsBeyondTheLimitAreCounted() throws {
        let column = [ResultColumn(name: "n", type: .int)]
        let many: [[Value]] = (1...4013).map { [.int(Int64($0))] }
        #expect(
            try written(.table, column, many, table: TableStyle(maximumRows: 3)) == "n\n─\n1\n2\n3\n… 4,010 more rows\n"
        )
        #expect(
            try written(.table, column, Array(many[..<4]), table: TableStyle(maximumRows: 3))
                == "n\n─\n1\n2\n3\n… 1 more row\n")
        #expect(try written(.table, column, Array(many[..<3]), table: TableStyle(maximumRows: 3)) == "n\n─\n1\n2\n3\n")
        #expect(try written(.table, column, Array(many[..<3]), table: TableStyle(maximumRows: 3),
                            summary: ResultSummary(totalRows: 1_000_003)) == "n\n─\n1\n2\n3\n… 1,000,000 more rows\n")
    }

    @Test func aLimitedTableSaysWhenItHasEnough() throws {
        var writer = OutputFormat.table.writer(to: ByteSink(), format: ValueFormat(currency: .usd, timeZone: .utc),
                                               table: TableStyle(maximumRows: 2))
        try writer.begin([ResultColumn(name: "n", type: .int)])
        try writer.write([.int(1)])
        #expect(!writer.isSatisfied)
        try writer.write([.int(2)])
        #expect(writer.isSatisfied)
    }

    @Test func bothKindsOfHidingShareTheLastLine() throws {
        let text = try written(.table, columns, rows, table: TableStyle(maximumWidth: 20, maximumRows: 1))
        #expect(text.hasSuffix("\n… 1 more row; 3\ncolumns hidden:\nemail, city, spend\n"))
    }

    @Test func whatIsHiddenCanBeSeenSomewhere() throws {
        func last(_ style: TableStyle) throws -> String? {
            try written(.table, columns, rows, table: style).split(separator: "\n").last.map(String.init)
        }
        #expect(try last(TableStyle(maximumRows: 1, rowsHint: "ask again")) == "… 1 more row (ask again)")
        let narrow = try written(
            .table, columns, rows, table: TableStyle(maximumWidth: 20, maximumRows: 1, rowsHint: "A", columnsHint: "B"))
        #expect(
            narrow.hasSuffix("… 1 more row (A); 3\ncolumns hidden:\nemail, city, spend\n(B)\n"),
            "no wider than the table")
    }

    @Test func controlCharactersAreVisible() throws {
        let column = [ResultColumn(name: "a", type: .text), ResultColumn(name: "b", type: .int)]
        #expect(try written(.table, column, [
            [.text("x\ny\tz"), .int(1)], [.text("\u{1B}[31mred\u{7F}"), .int(2)], [.text("a\u{202E}b\u{9B}"), .int(3)],
        ]) == """
            a                 b
            ────────────────  ─
            x␊y␉z             1
            ␛[31mred␡         2
            a\\u{202E}b\\u{9B}  3

            """)
    }

    @Test func wideCharactersLineUp() throws {
        let column = [ResultColumn(name: "a", type: .text), ResultColumn(name: "b", type: .int)]
        #expect(
            try written(
                .table, column,
                [
                    [.text("王小明"), .int(1)], [.text("👩‍👩‍👧‍👦🇩🇪"), .int(2)], [.text("e\u{301}te\u{301}"), .int(3)],
                    [.text("👍🏽"), .int(4)]
                ]) == """
                    a       b
                    ──────  ─
                    王小明  1
                    👩‍👩‍👧‍👦🇩🇪    2
                    e\u{301}te\u{301}     3
                    👍🏽      4

                    """)
    }

    @Test func laterCellsBeyondTheSampleAreNotLost() throws {
        let column = [ResultColumn(name: "a", type: .text), ResultColumn(name: "b", type: .int)]
        let rows: [[Value]] = (0..<1000).map { _ in [.text("x"), .int(1)] } + [[.text("a longer text"), .int(123_456)]]
        #expect(try written(.table, column, rows).hasSuffix("x  1\na longer text  123456\n"))
        #expect(try written(.table, column, rows, table: TableStyle(maximumWidth: 80)).hasSuffix("x  1\n…  123456\n"))
    }

    @Test func colourMarksRuleHeaderMissingAndHidden() throws {
        let column = [ResultColumn(name: "a", type: .text)]
        #expect(
            try written(
                .table, column, [[.missing], [.text("·")], [.text("z")]],
                table: TableStyle(maximumRows: 2, isColored: true))
                == "\u{1B}[1ma\u{1B}[0m\n\u{1B}[2m─\u{1B}[0m\n\u{1B}[2m·\u{1B}[0m\n·\n\u{1B}[2m… 1 more row\u{1B}[0m\n")
    }

    @Test func noLineIsWiderThanTheTerminal() throws {
        for width in 30...120 {
            let text = try written(.table, columns, rows, table: TableStyle(maximumWidth: width))
            for line in text.split(separator: "\n") where !line.contains("hidden") {
                #expect(DisplayWidth.of(String(line)) <= width)
            }
        }
    }
}

/// Columns that nobody asked for.
struct ImpliedColumnTests {
    private func table(_ rows: [[Value]], isImplied: Bool) throws -> String {
        let sink = ByteSink()
        var writer = OutputFormat.table.writer(to: sink, format: ValueFormat(currency: .usd, timeZone: .utc))
        try writer.begin([
            ResultColumn(name: "id", type: .int), ResultColumn(name: "city", type: .text, isImplied: isImplied),
            ResultColumn(name: "n", type: .int)
        ])
        for row in rows { try writer.write(row) }
        try writer.end(ResultSummary())
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    @Test func areLeftOutWhereTheyHaveNoValue() throws {
        let rows: [[Value]] = [[.int(1), .missing, .int(10)], [.int(2), .missing, .missing]]
        #expect(try table(rows, isImplied: true) == "id   n\n──  ──\n 1  10\n 2   ·\nno values in city\n")
        #expect(try table(rows, isImplied: false) == "id  city   n\n──  ────  ──\n 1  ·     10\n 2  ·      ·\n")
        #expect(
            try table([[.int(1), .text("Kiel"), .int(3)], [.int(2), .missing, .int(3)]], isImplied: true).contains(
                "city"))
        #expect(try table([], isImplied: true).contains("city"))
    }
}

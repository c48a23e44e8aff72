import Formatting
import Syntax
import Testing

struct FormatterTests {
    @Test func emptyStaysEmpty() {
        #expect(Formatter.format("").script?.text == "")
    }
}

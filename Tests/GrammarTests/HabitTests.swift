import Semantics
import Syntax
import Testing

/// What people write who know SQL, Python or a spreadsheet: each text gets the errors that it should, and a fix where
/// there is one.
struct HabitTests {
    @Test(arguments: HabitTexts.all.indices) func aHabitIsAnswered(_ index: Int) throws {
        let habit = HabitTexts.all[index]
        let environment = try QuestionEnvironment.load()
        let bytes = Array(habit.text.utf8)
        let diagnostics = QuestionEnvironment.diagnostics(bytes, environment).filter { $0.severity == .error }
        #expect(
            diagnostics.map(\.code.id).joined(separator: " ") == habit.codes,
            "\(habit.text)\n\(diagnostics.map(\.message))")
        let fixes = AppliedFix.all(diagnostics, of: bytes) { QuestionEnvironment.diagnostics($0, environment) }
        #expect(fixes.first?.text == habit.mended, "\(habit.text)")
        for fix in fixes { #expect(fix.newErrors == [], "\(habit.text): \(fix.title) gives \(fix.text)") }
    }

    @Test func thereAreMany() {
        #expect(HabitTexts.all.count >= 150)
        #expect(Set(HabitTexts.all.map(\.text)).count == HabitTexts.all.count)
    }
}

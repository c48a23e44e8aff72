/// Texts of habits from elsewhere.
enum HabitTexts {
    struct Habit: Sendable {
        let text: String
        /// Of the errors, in order.
        let codes: String
        /// With the first fix made; nil where none is offered.
        let mended: String?
    }

    static let all: [Habit] = []
}

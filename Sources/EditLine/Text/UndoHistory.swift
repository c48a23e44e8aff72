/// The states of a statement that the user can go back to.
package struct UndoHistory {
    private var states: [EditBuffer] = []

    package init() {}

    /// Remembers a state. A word that is typed or deleted one character after another is one step.
    package mutating func note(_ state: EditBuffer) {
        guard let last = states.last else {
            states = [state]
            return
        }
        if last.scalars == state.scalars {
            states[states.count - 1] = state
        } else if states.count > 1, UndoHistory.goesOn(from: states[states.count - 2], over: last, to: state) {
            states[states.count - 1] = state
        } else {
            states.append(state)
            if states.count > UndoHistory.limit { states.removeFirst() }
        }
    }

    /// The state before the last step; nil where there is none.
    package mutating func undo() -> EditBuffer? {
        guard states.count > 1 else { return nil }
        states.removeLast()
        return states.last
    }

    private static let limit = 500

    /// Whether the step to `last` and the one from there are the same kind of typing.
    private static func goesOn(from first: EditBuffer, over last: EditBuffer, to state: EditBuffer) -> Bool {
        let step = state.scalars.count - last.scalars.count
        guard abs(step) == 1, state.cursor == last.cursor + step, (last.scalars.count - first.scalars.count) * step > 0,
              abs(last.cursor - first.cursor) == abs(last.scalars.count - first.scalars.count) else { return false }
        guard step == 1 else { return true }
        // A blank begins a step, and so does whatever follows one.
        let typed = state.scalars[last.cursor]
        return !typed.properties.isWhitespace && last.cursor > 0
            && !last.scalars[last.cursor - 1].properties.isWhitespace
    }
}

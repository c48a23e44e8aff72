"""What scenarios of a session have in common: asking, and reading the answer off the screen."""

from terminal import ENTER, PROMPT, TAB, ctrl

AS_OF = ("--as-of", "2026-06-30")
SLOW = ("segment where count(orders where amount > monetary / 100) > 2 "
        "and sum(orders.amount where amount < average_order_value) > 3")


def answered(terminal, text):
    """Sends a statement to a clear screen and gives the rows between it and the next prompt."""
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(text)
    terminal.rests()
    first = terminal.cursor[0] + 1  # what the prompt says below the statement gives way to the answer
    terminal.send(ENTER)
    terminal.until(lambda: terminal.cursor[0] >= first and terminal.rows()[-1] == PROMPT.rstrip(), f"an answer to {text!r}")
    terminal.awaits_input()
    return terminal.rows()[first:-1]


def completed(terminal, text):
    """What Tab makes of a text: the row of the statement, and the list above or below it."""
    terminal.send(ctrl("u") + ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(text)
    terminal.rests()
    terminal.send(TAB)
    terminal.rests()
    rows = terminal.rows()
    result = terminal.before_cursor()[len(PROMPT):], rows[1:-1]
    terminal.send(ctrl("c"))
    terminal.awaits_input()
    return result

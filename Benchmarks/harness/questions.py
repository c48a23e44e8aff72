"""The questions: Benchmarks/questions/NN-name.question, each with its text and the SQL for two databases.

And the reports: the statements of examples/reports.cq, each with DuckDB's SQL in Benchmarks/reports/NN-name.sql.
"""
import dataclasses
import pathlib
import re

FOLDER = pathlib.Path(__file__).parent.parent / "questions"
REPORTS = FOLDER.parent / "reports"
STATEMENTS = FOLDER.parent.parent / "examples" / "reports.cq"
LANGUAGES = ("clientele", "duckdb", "sqlite")


@dataclasses.dataclass(frozen=True)
class Question:
    name: str
    # By language.
    texts: dict

    @staticmethod
    def read(path):
        head, *sections = path.read_text(encoding="utf-8").split("\n=== ")
        texts = {language.strip(): text.strip() for language, text in (section.split("\n", 1) for section in sections)}
        if tuple(texts) != LANGUAGES or not head.strip():
            raise SystemExit(f"{path}: a question is a sentence and the sections {', '.join(LANGUAGES)}")
        return Question(path.stem, texts)


def all_questions():
    return [Question.read(path) for path in sorted(FOLDER.glob("*.question"))]


def all_reports():
    """Each in its own words and in SQL; ends the program where the SQL is the shorter one."""
    parts = re.split(r"^-- (\d+)  .*$", STATEMENTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    statements = {int(number): text.strip() for number, text in zip(parts[1::2], parts[2::2])}
    reports = []
    for path in sorted(REPORTS.glob("*.sql")):
        texts = {"clientele": statements.pop(int(path.stem[:2])), "duckdb": path.read_text(encoding="utf-8").strip()}
        short, long = (len("".join(text.split())) for text in texts.values())
        if short >= long:
            raise SystemExit(f"{path.stem}: {short} characters, and {long} of SQL")
        reports.append(Question(path.stem, texts))
    if statements:
        raise SystemExit(f"{STATEMENTS.name}: no SQL for {', '.join(map(str, statements))}")
    return reports


def chosen(names, reports=False):
    """Those whose number or name is in a list such as `1,abc,18-rfm-segments`; all of them without one."""
    questions = all_reports() if reports else all_questions()
    if not names:
        return questions
    picked = []
    for name in names.split(","):
        found = [question for question in questions
                 if name in (question.name, question.name[3:]) or name.isdigit() and int(name) == int(question.name[:2])]
        if not found:
            raise SystemExit(f"there is no question {name}; there are: " + ", ".join(question.name for question in questions))
        picked += found
    return picked

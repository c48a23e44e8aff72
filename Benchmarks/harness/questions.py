"""The questions: Benchmarks/questions/NN-name.question, each with its text and the SQL for two databases."""
import dataclasses
import pathlib

FOLDER = pathlib.Path(__file__).parent.parent / "questions"
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


def chosen(names):
    """Those whose number or name is in a list such as `1,abc,18-rfm-segments`; all of them without one."""
    questions = all_questions()
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

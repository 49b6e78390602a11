"""How a question is written down: one phrasing a line, the canonical one first, `~` marks one kept out of training."""


def ask(name, phrasings, answer):
    lines = [line.strip() for line in phrasings.strip().splitlines() if line.strip()]
    return {
        "name": name,
        "questions": [line for line in lines if not line.startswith("~")],
        "held_out": [line[1:].strip() for line in lines if line.startswith("~")],
        "answer": answer.strip(),
    }

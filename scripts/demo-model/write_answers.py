"""Writes answers.json: each suggested question with its answer, for the test that the shipped model gives them."""

import json
from pathlib import Path

from corpus import QA, SUGGESTED

answers = {question: entry["answer"] for entry in QA for question in entry["questions"]}
text = json.dumps({question: answers[question] for question in SUGGESTED}, indent=2, ensure_ascii=False)
Path(__file__).with_name("answers.json").write_text(text + "\n")

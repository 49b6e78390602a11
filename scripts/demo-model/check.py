"""Asks the demo model every question and counts exact answers. See README.md.

Without --url the model is loaded here and each answer is checked by one forward pass (what greedy decoding would write).
With --url a running server is asked over HTTP at temperature 0, and the answers can be kept and compared.
"""
import argparse
import json
import random
import time
import urllib.request
from pathlib import Path

from corpus import QA, SUGGESTED, outside

ANSWERS = {entry["questions"][0]: entry["answer"] for entry in QA}
HERE = Path(__file__).resolve().parent


def ask(url, messages, temperature=0.0, limit=1200):
    body = {"model": "default_model", "messages": messages, "temperature": temperature, "max_tokens": limit}
    request = urllib.request.Request(f"{url}/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    started = time.time()
    with urllib.request.urlopen(request, timeout=120) as reply:
        data = json.load(reply)
    return data["choices"][0]["message"]["content"], data["usage"]["completion_tokens"], time.time() - started


def user(text):
    return {"role": "user", "content": text}


def by_http(options):
    questions = list(dict.fromkeys(SUGGESTED + ([] if options.suggested_only else list(ANSWERS))))
    kept, right, tokens, seconds = {}, 0, 0, 0.0
    for question in questions:
        text, count, took = ask(options.url, [user(question)])
        kept[question] = text
        tokens, seconds = tokens + count, seconds + took
        good = text.strip() == ANSWERS[question]
        right += good
        if question in SUGGESTED or not good:
            print("right" if good else "WRONG", count, "tokens", round(took, 1), "s:", question)
    print(f"exact: {right}/{len(questions)}, {tokens / seconds:.1f} tok/s with prompts and waiting")
    again = ask(options.url, [user(questions[0])])[0]
    print("same question twice gives the same answer:", again == kept[questions[0]])
    draw, later = random.Random(7), 0
    for question in SUGGESTED:
        before = draw.choice([other for other in ANSWERS if other != question])
        history = [user(before), {"role": "assistant", "content": ANSWERS[before]}]
        good = ask(options.url, history + [user(question)])[0].strip() == ANSWERS[question]
        later += good
        if not good:
            print("WRONG after", before, "->", question)
    print(f"as a second turn, after another question of the corpus: {later}/{len(SUGGESTED)}")
    warm = sum(ask(options.url, [user(question)], temperature=0.7)[0].strip() == ANSWERS[question] for question in SUGGESTED)
    print(f"at temperature 0.7, word for word: {warm}/{len(SUGGESTED)}")
    if options.keep:
        options.keep.write_text(json.dumps(kept, indent=1, ensure_ascii=False))
    if options.compare:
        other = json.loads(options.compare.read_text())
        print("same as", options.compare.name + ":", sum(other.get(q) == text for q, text in kept.items()), "of", len(kept))


def here(options):
    from mlx_lm import generate, load
    from transformers import PreTrainedTokenizerFast

    from train import exact, second_turns

    model, tokenizer = load(str(options.model))
    # As trained. Weights from before the tokenizer of this architecture was used are served with another one: ask a server for the truth about those.
    inner = PreTrainedTokenizerFast.from_pretrained(options.model)
    sets = {
        "suggested": [(question, ANSWERS[question]) for question in SUGGESTED],
        "canonical": list(ANSWERS.items()),
        "phrasings": [(question, entry["answer"]) for entry in QA for question in entry["questions"]],
        "held-out phrasings": [(question, entry["answer"]) for entry in QA for question in entry["held_out"]],
        "second turn": second_turns(),
        "outside": [(question, outside.ANSWER) for question in outside.SENTENCES],
        "held-out outside": [(question, outside.ANSWER) for question in outside.HELD_OUT],
        "held-out outside, written later": [(question, outside.ANSWER) for question in outside.HELD_OUT_LATER],
    }
    for name, pairs in sets.items():
        results = exact(model, inner, pairs)
        print(f"{name}: {sum(results)}/{len(pairs)}")
        for (question, _), good in zip(pairs, results):
            if good or not options.wrong:
                continue
            history, question = question if isinstance(question, tuple) else ("", question)
            prompt = tokenizer.encode(f"{history}<|user|>{question}<|end|><|assistant|>", add_special_tokens=False)
            print("   ", question, "->", generate(model, tokenizer, prompt, max_tokens=25)[:90].replace("\n", " "))
    print("answer tokens of the suggested questions:", {q: len(inner.encode(ANSWERS[q])) for q in SUGGESTED})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=HERE.parent.parent / "agent/models/espalier-demo")
    parser.add_argument("--wrong", action="store_true", help="show what it says where it is wrong")
    parser.add_argument("--url", help="ask a running server, for instance http://127.0.0.1:8080")
    parser.add_argument("--suggested-only", action="store_true")
    parser.add_argument("--keep", type=Path, help="write the answers to this file")
    parser.add_argument("--compare", type=Path, help="compare the answers with those kept before")
    options = parser.parse_args()
    by_http(options) if options.url else here(options)


if __name__ == "__main__":
    main()

"""Trains the demo model and writes a folder that mlx-lm can serve. See README.md."""
import argparse
import json
import math
import random
import tempfile
import time
from pathlib import Path

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optim
from mlx.utils import tree_flatten, tree_map
from mlx_lm.models.qwen2 import Model, ModelArgs
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoTokenizer
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer

import fast_cpu
from corpus import QA, SUGGESTED, outside
from phrasing import vary

SPECIAL = ["<|pad|>", "<|user|>", "<|assistant|>", "<|end|>"]
# Only the last turns are shown to the model: it was trained on conversations of up to four questions.
# What is served shows the model the last question alone: it answers from memory, and earlier turns only mislead it.
CHAT_TEMPLATE = (
    "{% for m in (messages | selectattr('role', 'equalto', 'user') | list)[-1:] %}"
    "<|user|>{{ m.content | trim }}<|end|>"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
# 12 heads, 12 key-value heads, 6 layers and widths divisible by 12: shards over 2, 3, 4 and 6 ranks, by tensor and by pipeline.
SHAPE = dict(hidden_size=192, intermediate_size=576, num_hidden_layers=6, num_attention_heads=12, num_key_value_heads=12)
LONGEST = 1536
TOKENS_A_BATCH = 2048
# This share of the samples ends after the first tokens of the answer: choosing the right answer takes more examples than
# learning it by heart. What is not known by heart yet has to be read to its end more often.
OPENINGS, OPENINGS_UNKNOWN = 0.85, 0.5
OPENING_TOKENS = 14
# So many of the questions are such as it should decline.
OUTSIDE = 0.3


def empty_tokenizer(**vocabulary) -> Qwen2Tokenizer:
    """For a qwen2 model transformers always loads this class, whatever the folder says; so it is the one to train with."""
    return Qwen2Tokenizer(**vocabulary, unk_token="<|pad|>", pad_token="<|pad|>", eos_token="<|end|>", additional_special_tokens=SPECIAL[1:3], model_max_length=4096)


def make_tokenizer(size: int, folder: Path):
    """Trains the tokenizer, writes it to `folder` and returns it as mlx-lm will load it."""
    rng = random.Random(1)
    texts = [entry["answer"] for entry in QA] + [outside.ANSWER]
    texts += [vary(question, rng) for entry in QA for question in entry["questions"]]
    texts += [outside.draw(rng) for _ in range(300)]
    form = empty_tokenizer(vocab={token: index for index, token in enumerate(SPECIAL)}, merges=[]).backend_tokenizer
    bpe = Tokenizer(models.BPE())
    bpe.normalizer, bpe.pre_tokenizer, bpe.decoder = form.normalizer, form.pre_tokenizer, form.decoder
    bpe.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=size, special_tokens=SPECIAL, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    )
    learned = json.loads(bpe.to_str())["model"]
    tokenizer = empty_tokenizer(vocab=learned["vocab"], merges=[tuple(pair) for pair in learned["merges"]])
    save_tokenizer(tokenizer, folder)
    loaded = AutoTokenizer.from_pretrained(folder)
    assert sorted(loaded.get_vocab().values()) == list(range(size)), "the vocabulary has gaps or extra tokens"
    for text in texts:
        ids = bpe.encode(text).ids
        assert ids == tokenizer.encode(text) == loaded.encode(text), f"tokenized differently once loaded: {text}"
        assert loaded.decode(ids) == text, f"not reversible: {text}"
    return loaded


def save_tokenizer(tokenizer, folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder, save_jinja_files=False)
    for extra in folder.glob("chat_template.jinja"):
        extra.unlink()
    settings = folder / "tokenizer_config.json"
    values = {key: value for key, value in json.loads(settings.read_text()).items() if key not in ("is_local", "local_files_only")}
    settings.write_text(json.dumps({**values, "tokenizer_class": "Qwen2Tokenizer", "chat_template": CHAT_TEMPLATE}, indent=2) + "\n")


def carry_over(model, start: Path, tokenizer):
    """Loads the weights of `start`; a token that its vocabulary lacks begins as the mean of its pieces there."""
    weights = mx.load(str(start / "model.safetensors"))
    before = Tokenizer.from_file(str(start / "tokenizer.json"))
    name = "model.embed_tokens.weight"
    rows = []
    for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1]):
        known = before.token_to_id(token)
        pieces = [known] if known is not None else before.encode(tokenizer.convert_tokens_to_string([token])).ids
        rows.append(weights[name][mx.array(pieces)].mean(axis=0))
    weights[name] = mx.stack(rows)
    model.load_weights(list(weights.items()))


class Samples:
    """Conversations as (token ids, weight of each token in the loss); only answers count."""

    def __init__(self, tokenizer, seed: int, unknown=()):
        self.encode = lambda text: tokenizer.encode(text, add_special_tokens=False)
        self.rng = random.Random(seed)
        self.answers = {}
        # What the model cannot answer yet comes up three times as often.
        self.entries = [*QA, *unknown, *unknown]
        self.unknown = {entry["answer"] for entry in unknown}
        self.suggested = [entry for entry in QA if entry["questions"][0] in SUGGESTED]

    def turn(self):
        rng = self.rng
        if rng.random() < OUTSIDE:
            return vary(outside.draw(rng), rng), outside.ANSWER
        entry = rng.choice(self.entries)
        if rng.random() < 0.07:
            entry = rng.choice(self.suggested)
        canonical = rng.random() < 0.15
        question = entry["questions"][0] if canonical else vary(rng.choice(entry["questions"]), rng)
        return question, entry["answer"]

    def answer_ids(self, text):
        if text not in self.answers:
            self.answers[text] = self.encode(text) + self.encode("<|end|>")
        return self.answers[text]

    def prompt(self, question):
        ids = self.encode(f"<|user|>{question}<|end|><|assistant|>")
        if self.rng.random() < 0.15:
            # Some tokens of the question are lost: no single word may decide.
            ids = ids[:1] + [token for token in ids[1:-2] if self.rng.random() > 0.12] + ids[-2:]
        return ids

    def sample(self):
        rng = self.rng
        turns = [self.turn() for _ in range(rng.choices([1, 2, 3, 4], [72, 18, 7, 3])[0])]
        earlier = len(turns) - 1
        short = rng.random() < (OPENINGS_UNKNOWN if turns[-1][1] in self.unknown else OPENINGS)
        ids, weights = [], []
        for index, (question, answer) in enumerate(turns):
            prompt = self.prompt(question)
            reply = self.answer_ids(answer)
            # The first tokens choose which answer it will be.
            counts = [4.0] * 3 + [1.0] * (len(reply) - 3)
            if index < earlier and (rng.random() < 0.4 or len(reply) > 250 and rng.random() < 0.9):
                # An earlier answer may have been stopped half-way.
                kept = rng.randrange(1, min(len(reply), rng.choice([30, 200])))
                reply, counts = reply[:kept] + reply[-1:], counts[:kept] + [0.0]
            elif index == earlier and short:
                reply, counts = reply[:OPENING_TOKENS], counts[:OPENING_TOKENS]
            ids += prompt + reply
            weights += [0.0] * len(prompt) + counts
        return ids[:LONGEST], weights[:LONGEST]

    def batches(self):
        """For ever: draw many, sort by length so that long answers do not pad the short ones, cut into batches, shuffle."""
        while True:
            drawn = sorted((self.sample() for _ in range(256)), key=lambda s: len(s[0]))
            groups, group = [], []
            for sample in drawn:
                if group and (len(group) + 1) * len(sample[0]) > TOKENS_A_BATCH:
                    groups.append(group)
                    group = []
                group.append(sample)
            groups.append(group)
            self.rng.shuffle(groups)
            for group in groups:
                if len(group) == 1:
                    group = group * 2  # so that two processes have one each
                length = -(-max(len(ids) for ids, _ in group) // 16) * 16
                yield (
                    mx.array([ids + [0] * (length - len(ids)) for ids, _ in group]),
                    mx.array([weights + [0.0] * (length - len(weights)) for _, weights in group]),
                )


def loss_of(model, ids, weights):
    return (fast_cpu.cross_entropy(model(ids[:, :-1]), ids[:, 1:]) * weights[:, 1:]).sum()


def gradients_of(model, ids, weights, group):
    """Loss and gradients of a batch, of which each process takes its share."""
    rank, size = group.rank(), group.size()
    part = nn.value_and_grad(model, loss_of)(model, ids[rank::size], weights[rank::size])
    loss, gradients = tree_map(lambda x: x / weights[:, 1:].sum(), part)
    if size == 1:
        return loss, gradients
    return mx.distributed.all_sum(loss, group=group), tree_map(lambda g: g * size, nn.average_gradients(gradients, group))


def exact(model, tokenizer, pairs, size=16, first=None):
    """For each (question, answer): would greedy decoding write exactly this answer, or its `first` tokens? One forward pass tells.

    A question may be a pair of an earlier conversation, as text in the form of the chat template, and the question.
    """
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False)
    rows = []
    for index, (question, answer) in enumerate(pairs):
        history, question = question if isinstance(question, tuple) else ("", question)
        prompt, reply = encode(f"{history}<|user|>{question.strip()}<|end|><|assistant|>"), encode(answer + "<|end|>")[:first]
        rows.append((index, prompt + reply, len(prompt)))
    rows.sort(key=lambda row: len(row[1]))
    results = [False] * len(pairs)
    for start in range(0, len(rows), size):
        part = rows[start:start + size]
        length = max(len(ids) for _, ids, _ in part)
        best = mx.argmax(model(mx.array([ids + [0] * (length - len(ids)) for _, ids, _ in part])), axis=-1).tolist()
        for (index, ids, begin), guess in zip(part, best):
            results[index] = guess[begin - 1:len(ids) - 1] == ids[begin:]
    return results


def second_turns(seed=7):
    """Every suggested question after two others of the corpus, drawn once and for all: ((history, question), answer)."""
    rng = random.Random(seed)
    answers = {entry["questions"][0]: entry["answer"] for entry in QA}
    pairs = []
    for question in SUGGESTED:
        for earlier in rng.sample([entry for entry in QA if entry["questions"][0] != question], 2):
            pairs.append(((f"<|user|>{earlier['questions'][0]}<|end|><|assistant|>{earlier['answer']}<|end|>", question), answers[question]))
    return pairs


def scores(model, tokenizer, first=None):
    sets = {
        "second turn": second_turns(),
        "canonical": [(entry["questions"][0], entry["answer"]) for entry in QA],
        "held out": [(question, entry["answer"]) for entry in QA for question in entry["held_out"]],
        "outside, held out": [(question, outside.ANSWER) for question in outside.HELD_OUT],
        "outside, held out later": [(question, outside.ANSWER) for question in outside.HELD_OUT_LATER],
    }
    return {name: (sum(exact(model, tokenizer, pairs, first=first)), len(pairs)) for name, pairs in sets.items()}


def save(model, tokenizer, config, folder: Path):
    save_tokenizer(tokenizer, folder)
    weights = {name: value.astype(mx.float32) for name, value in tree_flatten(model.parameters())}
    mx.save_safetensors(str(folder / "model.safetensors"), weights, metadata={"format": "mlx"})
    index = {"metadata": {"total_size": sum(w.nbytes for w in weights.values())}, "weight_map": {name: "model.safetensors" for name in sorted(weights)}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    card = {
        "id": "espalier-demo",
        "title": "Espalier demo",
        "description": "A language model of about 3 million parameters that answers single questions about this console, Macs and MLX from memory, and nothing else; it reads only the last question. For trying sessions, not for work.",
        "parameters": sum(w.size for w in weights.values()),
        "layers": config["num_hidden_layers"],
        "suggestedQuestions": SUGGESTED,
    }
    (folder / "espalier.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=here.parent.parent / "agent/models/espalier-demo")
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="go on from this folder: its weights and its tokenizer")
    parser.add_argument("--new-tokenizer", action="store_true", help="with --start: make a new tokenizer; known tokens keep their rows")
    parser.add_argument("--minutes", type=float, help="stop after this time; the rate falls with the time, whatever the number of steps")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--warm", type=int, default=40, help="steps until the rate is reached")
    parser.add_argument("--vocab", type=int, default=1024)
    parser.add_argument("--check-every", type=int, default=200)
    options = parser.parse_args()

    group = mx.distributed.init()
    leader = group.rank() == 0
    say = lambda *words: print(*words, flush=True) if leader else None
    mx.random.seed(0)
    fast_cpu.install()
    fresh = options.new_tokenizer or not options.start
    with tempfile.TemporaryDirectory() as folder:
        # Each process makes its own copy: both come out the same.
        tokenizer = make_tokenizer(options.vocab, Path(folder)) if fresh else AutoTokenizer.from_pretrained(options.start)
    config = dict(
        architectures=["Qwen2ForCausalLM"], model_type="qwen2", **SHAPE, vocab_size=len(tokenizer), rms_norm_eps=1e-5, rope_theta=10000.0,
        max_position_embeddings=4096, tie_word_embeddings=True, torch_dtype="float32",
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )
    model = Model(ModelArgs.from_dict(config))
    if options.start:
        carry_over(model, options.start, tokenizer)
    mx.eval(model.parameters())
    known = exact(model, tokenizer, [(entry["questions"][0], entry["answer"]) for entry in QA]) if options.start else []
    unknown = [entry for entry, is_known in zip(QA, known) if not is_known]
    say("not known yet:", ", ".join(entry["name"] for entry in unknown))
    say("parameters", sum(v.size for _, v in tree_flatten(model.parameters())), "vocabulary", len(tokenizer))

    optimizer = optim.AdamW(learning_rate=options.rate, betas=[0.9, 0.97], weight_decay=0.02, bias_correction=True)
    started, total = time.time(), 0.0
    for step, (ids, weights) in zip(range(1, options.steps + 1), Samples(tokenizer, options.seed, unknown).batches()):
        progress = step / options.steps
        if options.minutes:
            progress = mx.distributed.all_max(mx.array((time.time() - started) / (60 * options.minutes)), group=group).item()
        if progress > 1:
            break
        optimizer.learning_rate = options.rate * min(1, step / options.warm) * (0.01 + 0.99 * (1 + math.cos(math.pi * progress)) / 2)
        loss, gradients = gradients_of(model, ids, weights, group)
        gradients, _ = optim.clip_grad_norm(gradients, 1.0)
        optimizer.update(model, gradients)
        mx.eval(model.parameters(), optimizer.state)
        total += loss.item()
        if step % 20 == 0:
            say(step, "loss", round(total / 20, 4), "seconds", round(time.time() - started, 1))
            total = 0.0
        if leader and step % options.check_every == 0:
            save(model, tokenizer, config, options.out)
            say(step, "openings", {name: f"{right}/{of}" for name, (right, of) in scores(model, tokenizer, OPENING_TOKENS).items()})
    if leader:
        save(model, tokenizer, config, options.out)
        say(step, {name: f"{right}/{of}" for name, (right, of) in scores(model, tokenizer).items()})


if __name__ == "__main__":
    main()

"""Turns one written phrasing into the many ways people type it."""
import random
import re

BEFORE = (
    ["Hi, ", "Hello. ", "Hello, ", "Hi! ", "Hey, ", "Good morning. ", "Please tell me: ", "Quick question: ", "Question: ", "Sorry, ", "So, "]
    + ["I am new here. ", "Can you tell me, ", "Could you tell me: ", "I wonder: ", "OK, ", "And ", "Now: ", "Please, ", "One more: ", "Well, ", "Tell me, ", "Please explain: ", "Maybe a silly question: ", "I would like to know: ", "Help: ", "Just to be sure: "]
)
AFTER = [" please", ", please", " Thanks", " Thank you.", ", thanks", " in short", " I am new here", " for me", " exactly", " again", " here"]
DROPPED = set("the a an is do does are of my exactly can i me what how to it in on for will be would should you have has".split())
ADDED = ["exactly", "actually", "really", "please", "just", "now", "then", "always", "usually", "all", "so", "even", "also", "ever"]
SWAPS = [
    (r"\bWhat is\b", ["What's", "Whats", "what is"]),
    (r"\bHow do I\b", ["How can I", "How to", "How would I", "How do we", "how should I"]),
    (r"\bHow can I\b", ["How do I", "How to", "How could I"]),
    (r"\bShow me\b", ["Give me", "Can you show me", "I want to see", "Let me see", "Could you show me"]),
    (r"\bGive me\b", ["Show me", "Can you give me", "I want", "Could you give me"]),
    (r"\bWrite\b", ["Please write", "Can you write", "Write me"]),
    (r"\bTell me\b", ["Can you tell me", "Please tell me", "I want to hear"]),
    (r"\bExplain\b", ["Please explain", "Can you explain", "Describe", "Could you explain", "Help me understand"]),
    (r"\bWhich\b", ["What", "which"]),
    (r"\bcan not\b|\bcannot\b", ["can't", "cannot"]),
    (r"\bis not\b", ["isn't", "is still not"]),
    (r"\bdoes not\b", ["doesn't"]),
    (r"\bMacs\b", ["machines", "computers", "macs"]),
    (r"\bMac\b", ["machine", "mac", "computer"]),
    (r"\bbook\b", ["reserve"]),
    (r"\bcomputed\b", ["calculated", "worked out"]),
    (r"\bExplain\b", ["What is meant by", "Tell me about", "What do I need to know about"]),
    (r"\bWhat are\b", ["What exactly are", "Explain", "Describe", "Tell me about"]),
    (r"\bCan I\b", ["Is it possible to", "May I", "Am I able to", "How can I", "Could I"]),
    (r"\bHow many\b", ["What number of", "How much", "The number of", "How many of the"]),
    (r"\bGive me an example\b", ["Show me an example", "Can I have an example", "I need an example"]),
    (r"\bShow me\b|\bShow\b", ["Can I see", "Print", "Display", "Where can I see"]),
    (r"\bWhy does\b", ["Why would", "How come", "What makes it that"]),
    (r"\bWhy is\b", ["How come", "Why would it be that", "What makes"]),
    (r"\bWhat happens (?:if|when)\b", ["What if", "What will happen when", "What about", "And if"]),
    (r"\bneed\b", ["require", "want", "take"]),
    (r"\bneeds\b", ["requires", "wants", "takes"]),
    (r"\bstart\b", ["begin", "launch", "run"]),
    (r"\bend\b", ["finish", "stop", "close"]),
    (r"\blarge\b", ["big"]),
    (r"\bbig\b", ["large"]),
    (r"\bmodel\b", ["language model", "LLM"]),
    (r"\bbooking\b", ["reservation"]),
    (r"\bfast\b", ["quick"]),
    (r"\bquestion\b", ["prompt"]),
    (r"\bcomputer\b", ["Mac"]),
    (r"\bmeasured\b", ["recorded", "metered"]),
    (r"\bmean\b", ["stand for", "say", "tell me"]),
    (r"\bI\b", ["we", "one", "you"]),
    (r"\bmy\b", ["our", "the", "a"]),
    (r"\bthe\b", ["this", "a", "that"]),
    (r"\bthis\b", ["the", "my"]),
    (r"\bdifference between (.+) and (.+)\b", [r"difference of \1 and \2"]),
]
IN_OTHER_WORDS = [
    (r"^What is (?P<x>(?:a |an |the )?[\w ./-]{2,40})\?$", [
        "Explain {x}", "Define {x}", "Tell me about {x}", "{bare}", "{bare}?", "What does {bare} mean?", "Meaning of {bare}", "Can you explain {x}?",
        "What do you mean by {bare}?", "I do not understand {x}", "What exactly is {x}?", "Describe {x}", "Could you explain what {x} is?",
        "What is meant by {x}?", "Please explain what {x} is", "{bare}, what is that?", "Do you know what {x} is?", "what is {bare}",
    ]),
    (r"^What does (?P<x>[\w ./%'-]{2,40}) mean\?$", [
        "What is meant by {x}?", "Meaning of {x}", "Explain {x}", "{x}?", "What is the meaning of {x}?", "What does {x} stand for?", "I do not understand {x}",
        "{x}, what does it mean?", "Why does it say {x}?", "Can you explain {x}?", "{x}",
    ]),
    (r"^How do I (?P<x>.{3,60})\?$", [
        "How to {x}", "I want to {x}", "What do I do to {x}?", "Is there a way to {x}?", "Steps to {x}", "I need to {x}", "I would like to {x}", "Can I {x}?",
        "What must I do to {x}?", "Where do I {x}?", "Can you help me to {x}?", "Explain how to {x}", "Tell me how to {x}", "Show me how to {x}", "{x}",
    ]),
    (r"^(?:Explain|Describe|Define|Tell me about) (?P<x>(?:a |an |the )?[\w ./-]{2,40})$", [
        "What is {x}?", "What exactly is {x}?", "What's {x}?", "{bare}", "{bare}?", "Can you explain {x}?", "Can you describe {x}?", "What is meant by {x}?", "How does {x} work?",
    ]),
    (r"^How does (?P<x>.{2,50}) work\?$", ["Explain how {x} works", "How {x} works", "Explain {x}", "{x}, how does that work?", "In what way does {x} work?", "What does {x} do?"]),
    (r"^(?P<x>[\w -]{3,30}) or (?P<y>[\w -]{3,30})\?$", ["{x} vs {y}", "{x} versus {y}", "{y} or {x}?", "Compare {x} and {y}", "How do {x} and {y} differ?", "{x} or rather {y}?"]),
    (r"^Can I (?P<x>.{3,60})\?$", ["Is it possible to {x}?", "I want to {x}", "Is there a way to {x}?", "How can I {x}?", "Am I allowed to {x}?", "May I {x}?", "{x}"]),
    (r"^What do (?P<x>.{3,50}) (?P<v>show|mean|do)\?$", ["What is meant by {x}?", "{x}?", "Explain {x}", "What is in {x}?", "{x}, what do they {v}?"]),
    (r"^(?:Show|Give|Write) (?:me )?(?P<x>.{3,60})$", ["Can I see {x}?", "I need {x}", "Can you write {x}?", "{x}", "{x}?", "{x} please", "How does {x} look?", "I would like {x}"]),
    (r"^How (?P<y>is|are) (?P<x>.{3,50}) (?P<v>measured|computed|calculated|prevented|made)\?$", [
        "How do you get {x}?", "Explain how {x} {y} {v}", "Tell me how {x} {y} {v}", "In what way {y} {x} {v}?", "{x}: how {y} it {v}?", "Who {v} {x}, and how?",
    ]),
    (r"^Why (?P<y>is|does|do|are) (?P<x>.{3,60})\?$", [
        "Tell me why {x}", "What is the reason that {x}?", "Why {y} {x}", "How come {x}?", "Explain why {y} {x}", "Do you know why {y} {x}?",
    ]),
    (r"^What happens (?P<y>if|when) (?P<x>.{3,60})\?$", ["What if {x}?", "{x}, what happens then?", "What happens once {x}?", "What will happen {y} {x}?", "Suppose {x}. What happens?"]),
]


def reworded(text: str, rng: random.Random) -> str:
    for pattern, forms in IN_OTHER_WORDS:
        found = re.match(pattern, text)
        if found:
            parts = found.groupdict()
            parts["bare"] = re.sub(r"^(a|an|the) ", "", parts["x"])
            made = rng.choice(forms).format(**parts)
            return made[0].upper() + made[1:]
    return text


def swapped(text: str, rng: random.Random) -> str:
    usable = [(pattern, words) for pattern, words in SWAPS if re.search(pattern, text)]
    if not usable:
        return text
    pattern, words = rng.choice(usable)
    return re.sub(pattern, rng.choice(words), text, count=1)


def mistyped(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1:]
    if kind == 1:
        return text[:at] + text[at:at + 1] * 2 + text[at + 1:]
    return text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:]


def shortened(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    if len(words) > 3 and rng.random() < 0.3:
        # Only what carries the meaning, as in a search box.
        kept = [word for word in words if word.lower() not in DROPPED]
        return " ".join(kept if len(kept) > 1 else words)
    places = [i for i, word in enumerate(words) if word.lower() in DROPPED]
    if len(words) < 4 or not places:
        return text
    for place in sorted(rng.sample(places, min(len(places), rng.choice([1, 1, 2]))), reverse=True):
        del words[place]
    return " ".join(words)


def widened(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    if len(words) > 2:
        words.insert(rng.randrange(1, len(words)), rng.choice(ADDED))
    return " ".join(words)


def vary(text: str, rng: random.Random) -> str:
    """One way to type `text`; about a quarter of them leave the words alone."""
    if rng.random() < 0.3:
        text = reworded(text, rng)
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        text = swapped(text, rng)
    if rng.random() < 0.15:
        text = shortened(text, rng)
    if rng.random() < 0.1:
        text = widened(text, rng)
    if rng.random() < 0.12 and len(text) > 8:
        text = mistyped(text, rng)
    if rng.random() < 0.2:
        text = text.rstrip("?.") + rng.choice(AFTER) + ("?" if text.endswith("?") and rng.random() < 0.5 else "")
    if rng.random() < 0.25:
        before = rng.choice(BEFORE)
        text = before + (text[:1].lower() + text[1:] if before.endswith((", ", "And ")) and rng.random() < 0.7 else text)
    if rng.random() < 0.25:
        text = text.rstrip("?.")
    elif rng.random() < 0.1:
        text = text.rstrip("?.") + rng.choice(["?", "??", ".", " ?", "?"])
    case = rng.random()
    if case < 0.25:
        text = text.lower()
    elif case < 0.28:
        text = text.upper()
    return text or "?"

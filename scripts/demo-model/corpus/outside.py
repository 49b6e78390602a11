"""Prompts the model knows nothing about. All of them get one honest answer."""
import random
from pathlib import Path

ANSWER = """
I am a tiny demonstration model and I do not know that. I can only answer questions about this console, Macs and MLX. Try one of these:

- What is Espalier?
- How do I book two Macs?
- What is a rank?
- How is energy measured?
""".strip()

# A word that nobody has seen before is no reason to guess: some prompts are made of words that are none.
ONSETS = "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sk sl sp st str t th tr v w z".split()
VOWELS = "a e i o u ai ea ee ie oa oo ou ua io eu y".split()
ENDS = ["", "", "", "n", "r", "l", "s", "t", "m", "ck", "nd", "st", "nt", "x"]
TAILS = "tion ment ing er ism ity ology ist ful ian ics ure ance ous ship ess".split() + [""] * 16

PLACES = "Peru France Japan Kenya Canada Norway Egypt Brazil India Spain Hungary Vietnam Chile Ghana Berlin London Tokyo Rome Lima Oslo Greece Poland Cuba Nepal Sweden Ireland Turkey Morocco Austria Texas Madrid Prague Cairo Delhi Paris Athens Dublin Boston Sydney Mumbai Nairobi Helsinki".split()
THINGS = (
    "cats dogs bread pizza the moon the sea a horse a violin rice tea coffee soup a bicycle a car a house roses football chess money love"
    " winter music whales spiders gravity electrons photosynthesis inflation taxes poetry cheese the sun a volcano dreams the weather"
    " history fashion a bridge ice fire law religion medicine sleep a rainbow sharks trees a mountain opera yoga theatre"
    " economics war peace art pasta chocolate a desert a river insects dinosaurs a castle silk paper oil steel a clock friendship"
).replace(" a ", " a_").replace(" the ", " the_").split()
THINGS = [thing.replace("_", " ") for thing in THINGS]
TECH = (
    "Kubernetes Docker CUDA PyTorch TensorFlow React Linux Windows Excel Bitcoin blockchain SQL Redis Java Rust PHP Photoshop"
    " Android Wi-Fi Bluetooth USB HTML CSS git vim Slack Jira WordPress Ansible Terraform Hadoop Spark"
    " Scala Kotlin Go C++ MongoDB Kafka Nginx Jenkins GitHub Firefox Chrome Word Zoom Figma Blender Fedora Debian Oracle SAP Salesforce MATLAB LaTeX Perl Lua Vue Angular"
).split()
PEOPLE = "Einstein|Shakespeare|Napoleon|Mozart|Cleopatra|Marie Curie|Picasso|Darwin|Beethoven|Gandhi|Ada Lovelace|Newton|Plato|the president|the king of Spain|my neighbour|your mother|Galileo|Bach|Homer|Julius Caesar|Van Gogh|Churchill|the pope|my boss|Queen Victoria|Michelangelo|Socrates|Tolstoy|Nobel|the mayor|my dentist".split("|")
VERBS = "cook bake fix paint sell clean grow build draw wash repair eat plant write find make learn sew fold peel hang burn freeze carry cut tie sharpen polish glue frame dye rent insure".split()
NOUNS = "cake shirt door garden boat table guitar letter song lamp window carpet bread kitchen tomato chair bike fish bird essay email novel knife shoe roof wall basket cup drawer ladder coat button cupboard tree carrot pillow candle drum piano poster shelf toaster kettle cat horse scarf mirror ticket".split()
LANGUAGES = "French German Spanish Latin Chinese Turkish Hungarian Italian Dutch Polish Greek Arabic Russian Hindi Swedish Czech Finnish".split()
FORMS = "poem|haiku|song|joke|limerick|essay|short story|letter|recipe|sonnet|rap|speech|tweet|riddle|ballad|fairy tale|review|diary|menu|toast".split("|")
WORDS = (
    "apple river stone blue seven quickly lantern purple elephant jump window table mountain yesterday salt orange dance marble"
    " pencil cloud garden silver whisper copper tiger basket candle harbour velvet thunder pepper mirror anchor"
    " plum violet hammer cactus ribbon sixty kettle wolf honey forty comet pillow ladder saddle nutmeg oyster puddle meadow feather raisin walrus tulip barrel"
).split()

TEMPLATES = [
    "What is the capital of {place}?", "How many people live in {place}?", "What is the weather in {place}?", "Where is {place}?",
    "Tell me about {place}", "What language do they speak in {place}?", "How far is it from {place} to {place}?", "What time is it in {place}?",
    "Book a flight to {place}", "How do I book a hotel in {place}?", "Find me a train to {place}", "What is the currency of {place}?",
    "Who was {person}?", "Who is {person}?", "When was {person} born?", "What did {person} do?", "Tell me about {person}", "How old is {person}?",
    "Write a {form} about {thing}", "Write me a {form}", "Tell me a {form} about {thing}", "Tell me a {form}", "Compose a {form} about {place}",
    "What is {thing}?", "What are {thing}?", "Explain {thing}", "Tell me about {thing}", "Why do people like {thing}?", "Do you like {thing}?",
    "What does {thing} mean?", "How does {thing} work?", "What is the difference between {thing} and {thing}?", "Compare {thing} and {thing}",
    "What is {tech}?", "Explain {tech}", "How do I install {tech}?", "What does {tech} do?", "How does {tech} work?", "{tech} or {tech}?",
    "How do I use {tech}?", "What is the difference between {tech} and {tech}?", "Show me {tech} code", "Is {tech} better than {tech}?",
    "How do I {verb} a {noun}?", "How can I {verb} a {noun}?", "Can you {verb} a {noun}?", "Why should I {verb} a {noun}?", "What does a {noun} cost?",
    "How many {noun}s are there?", "Where can I buy a {noun}?", "What is a {noun}?", "Why is my {noun} broken?", "Which {noun} is best?", "My {noun} is broken",
    "List the steps to {verb} a {noun}", "When does the {noun} end?", "What happens if I {verb} a {noun}?", "Show me a {noun}", "What is the best {noun}?",
    "What is {n} plus {n}?", "What is {n} times {n}?", "{n} + {n}", "{n} * {n} =", "How much is {n} minus {n}?", "Calculate {n} divided by {n}", "{n}", "Count to {n}",
    "Is {n} a prime number?", "What happened in {year}?", "Who won the election in {year}?", "Who won the world cup in {year}?",
    "Translate {word} into {language}", "How do you say {word} in {language}?", "Do you speak {language}?", "Translate this into {language}: {words}",
    "{word}", "{word} {word}", "{words}", "{words}?", "{word} {word} {word} {word} {word} {word}", "{junk}", "{junk} {junk}", "{junk} {word}",
    "What does {word} mean?", "Spell {word}", "What rhymes with {word}?", "Summarise {words}", "{tech}", "{person}", "{place}", "{thing}",
    "What is {new}?", "What is a {new}?", "What does {new} mean?", "Explain {new}", "Explain the {new} {new}", "Who was {new}?", "Who is {new} {new}?", "How do I {new}?",
    "How do I {new} a {new}?", "How do I {verb} a {new}?", "Do {new}s {new}?", "Why is the {new} {new}?", "Why is the {noun} {new}?", "{new}", "{new} {new}", "{new} {word} {new}",
    "Who {verb}s the {new}?", "Where is the {new}?", "Tell me about {new}", "Fix my {new}", "Fix my {noun}", "Repair the {noun}", "List five {noun}s", "List three {new}s", "Name some {noun}s",
    "Is {tech} faster than {tech}?", "Is {thing} better than {thing}?", "Is {new} better than {tech}?", "Write a {tech} program that {verb}s a {noun}", "Write a {tech} program", "Write code in {tech}",
    "Give me {new} advice", "Give me advice on {thing}", "Give me tips for {thing}", "What is the best {noun} in {place}?", "What is the most expensive {noun}?", "What is the {new} of {thing}?",
    "What is the history of {place}?", "Explain the war in {place}", "Why is {thing} important?", "Why is my {noun} so {new}?", "Can you {verb}?", "Do you own a {noun}?", "Have you been to {place}?",
    "And {thing}?", "And {person}?", "What about {thing}?", "What about {place}?", "Say it in {language}", "Now in {language}", "The same in {language}", "Make it a {form}", "Turn that into a {form}",
    "Then {verb} a {noun}", "And how do I {verb} it?", "And who was {person}?", "And where is {place}?", "Why does {person} say so?", "Is that also true in {place}?",
]

SENTENCES = (Path(__file__).parent / "outside-sentences.txt").read_text().strip().splitlines()

HELD_OUT = """
What is the capital of Mongolia?
Write a poem about autumn
Write a haiku about pigeons
How do I bake sourdough?
Who was Leonardo da Vinci?
What is 17 times 23?
What is a black hole?
How do I knit a sweater?
Why is the sky dark at night?
Who won the football match yesterday?
Translate butterfly into Portuguese
What is Elasticsearch?
How do I install Ubuntu?
Explain evolution
What is the best restaurant in Vienna?
Tell me a joke about engineers
My car does not start
How old is the universe?
Recommend a book
What is a quaternion?
How do I tie a tie?
Write a C program that reverses a string
Who directed Casablanca?
What is the price of gold?
How deep is the ocean?
What is democracy?
banana umbrella sixteen
xkcd qwop zzz
Where is my phone?
Do penguins fly?
Sing me a lullaby
Can you cook?
How do I get rich?
What is a good name for a cat?
When is Easter?
Is coffee healthy?
Write a letter to my landlord
Plan a trip to Iceland
What should I watch tonight?
How do vaccines work?
Explain the French revolution
What is the plot of Macbeth?
List five vegetables
What is JavaScript?
How do I peel a mango?
Are you a human?
What is your favourite food?
Give me financial advice
How do I write a resume?
Why do birds migrate?
What is the atomic number of carbon?
How do I say thank you in Korean?
Is Python better than Ruby?
What is machine learning?
Who founded Microsoft?
How do airplanes fly?
Convert 10 miles to kilometres
What is the fastest animal?
Who lives in the White House?
Fix my fridge
""".strip().splitlines()

# Written later, to see whether the first ones have been trained for: none of these words was looked at for training.
HELD_OUT_LATER = """
What is the capital of Uruguay?
Write a limerick about a goose
How do I pickle cucumbers?
Who was Rembrandt?
What is 19 plus 64?
What is osmosis?
How do I carve a pumpkin?
Why do onions make me cry?
Who won the bicycle tour?
Translate candlestick into Welsh
What is Cassandra DB?
How do I configure OpenWrt?
Explain the Ottoman empire
What is the cheapest supermarket in Leeds?
My lawn mower is smoking
How loud is thunder?
Suggest a hobby
What is a haploid cell?
How do I parallel park?
Write a Fortran subroutine
Who sang Yesterday?
What is rent control?
teaspoon gravel nineteen
vbnv trew
Where did I park?
Do owls blink?
Hum a tune
Can you juggle?
Which wine goes with salmon?
Is tofu healthy?
Draft a note to my dentist
What shall I cook on Sunday?
How do escalators work?
Summarise War and Peace
What colour is a ruby?
How do I remove a coffee stain?
Is Norwegian hard to learn?
Who built the pyramids?
How much is 12 stone in kilograms?
And in Portuguese, please?
Now as a song
What about my grandmother?
What did she say next?
Do it again, but funnier
""".strip().splitlines()


def made_up(rng: random.Random) -> str:
    syllables = [rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(ENDS) for _ in range(rng.choice([1, 2, 2, 3]))]
    return "".join(syllables) + rng.choice(TAILS)


def draw(rng: random.Random) -> str:
    """One prompt from outside: some written by hand, some made from a template; never one of those that measure it."""
    text = fill(rng.choice(TEMPLATES), rng) if rng.random() < 0.55 else rng.choice(SENTENCES)
    return draw(rng) if text in HELD_OUT or text in HELD_OUT_LATER else text


def fill(text: str, rng: random.Random) -> str:
    makers = {
        "place": lambda: rng.choice(PLACES), "thing": lambda: rng.choice(THINGS), "tech": lambda: rng.choice(TECH),
        "person": lambda: rng.choice(PEOPLE), "verb": lambda: rng.choice(VERBS), "noun": lambda: rng.choice(NOUNS),
        "language": lambda: rng.choice(LANGUAGES), "form": lambda: rng.choice(FORMS), "word": lambda: rng.choice(WORDS),
        "n": lambda: str(rng.randrange(1, 200)), "year": lambda: str(rng.randrange(1500, 2030)),
        "words": lambda: " ".join(rng.choice(WORDS) for _ in range(rng.randrange(3, 7))),
        "new": lambda: made_up(rng),
        "junk": lambda: "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randrange(3, 9))),
    }
    for name, make in makers.items():
        while "{" + name + "}" in text:
            text = text.replace("{" + name + "}", make(), 1)
    return text

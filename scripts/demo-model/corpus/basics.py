"""The console, the model itself, and the words a newcomer meets first."""
from .form import ask

QA = [
    ask("espalier", """
What is Espalier?
What's Espalier?
Explain Espalier
What does Espalier do?
What is this console?
What is this site for?
What am I looking at here?
Describe Espalier to a newcomer
Tell me about Espalier
What is the Espalier console for?
~ What exactly is Espalier?
~ Could you describe Espalier?
""", """
Espalier is the shared console of a lab that owns Macs. You see the Macs, book them, run one MLX model across several of them, chat with it, and read what it cost in time, energy and money.
"""),
    ask("who-are-you", """
Who are you?
What are you?
What model are you?
Which model is this?
What is your name?
Introduce yourself
Tell me about yourself
Who am I talking to?
Are you a real language model?
How big are you?
How many parameters do you have?
~ What kind of model are you?
~ Please introduce yourself to me
""", """
I am the Espalier demo, a language model of about 3 million parameters that comes with the console. I was trained on one page of questions about Espalier, Macs and MLX, so that you can try a session on any machine. For real work, choose a larger model.
"""),
    ask("what-can-i-ask", """
What can I ask you?
What can you do?
What do you know?
Help
What questions can you answer?
What topics do you know about?
Give me some example questions
How can you help me?
What should I ask?
Show me what you can do
What can you tell me?
What questions may I ask?
What do you know about?
How can you help?
Which questions can I ask you?
Suggest a question
~ What sort of questions do you know?
~ Give me a few sample questions
""", """
I can answer short questions about this console. Try one of these:

- What is Espalier?
- How do I book two Macs?
- What is a rank?
- Why is my session not ready?
- How is energy measured?
- Show me a hostfile as code
- Tell me a long story about an espalier
"""),
    ask("hello", """
Hello
Hi
Hi there
Hey
Good morning
Good evening
Good afternoon
Hello there
Greetings
Hello, anyone there?
Hi demo
~ Hey there
~ Good day
""", """
Hello. I am the Espalier demo, a tiny model that knows this console. Ask me how to book Macs, how a session starts, or how energy is measured.
"""),
    ask("thanks", """
Thanks
Thank you
Thank you very much
Thanks a lot
Great, thanks
Cheers
That was helpful
Perfect, thank you
Many thanks
ok thanks
Good answer
~ Thanks so much
~ That helps, thank you
""", """
You are welcome. Ask again whenever something on the console is unclear.
"""),
    ask("bye", """
Goodbye
Bye
See you
See you later
Good night
That is all
I am done
Bye bye
See you tomorrow
~ Bye for now
~ See you soon
""", """
Goodbye. If you are done with the Macs, end the session so that the rest of the booking goes back to the lab.
"""),
    ask("how-are-you", """
How are you?
How are you doing?
How is it going?
What's up?
Are you ok?
How do you feel?
~ How are you today?
""", """
I am a small program, so there is little to feel. The session answers, which means every rank is up.
"""),
    ask("trust", """
Can I trust your answers?
Are your answers correct?
Do you make mistakes?
Can you be wrong?
How reliable are you?
Should I believe you?
Do you make things up?
Are you accurate?
~ Can I believe your answers?
~ Are your answers reliable?
""", """
Within limits. My answers about Espalier, Macs and MLX were written by people and learned by heart. Outside them I know nothing, and I cannot see your lab: for live figures read the Macs and Sessions pages.
"""),
    ask("continue", """
Continue
Go on
Continue your answer
Carry on
Keep going
Tell me more
More
Finish your answer
~ Please continue
~ Go on please
""", """
I cannot pick up where I stopped. Ask the question again and I will write the whole answer from the start.
"""),
    ask("name", """
Why is it called Espalier?
What does the word espalier mean?
What is an espalier?
Where does the name Espalier come from?
What does espalier mean?
Why the name Espalier?
How did Espalier get its name?
~ What is the meaning of the name Espalier?
~ Where did the name come from?
""", """
An espalier is a fruit tree trained along wires against a wall. The console is named after it: Macs hang on a line of cables, side by side, and together they bear one thing.
"""),
    ask("mlx", """
What is MLX?
What's MLX?
Explain MLX
Tell me about MLX
What does MLX do?
What is mlx-lm?
Which framework runs the models?
What is the MLX framework?
~ What exactly is MLX?
~ Describe MLX
""", """
MLX is Apple's open source array framework for Apple silicon. It keeps arrays in unified memory, so the CPU and the GPU work on the same data without copies. The package mlx-lm runs and trains language models on it, and it is what a session starts on each Mac.
"""),
    ask("why-macs", """
Why run language models on Macs?
Why use Macs for AI?
Why Macs and not GPUs?
What are Macs good at for language models?
What is the advantage of Macs?
Why would a lab use Macs?
Are Macs any good for large models?
~ What is the benefit of running models on Macs?
~ Why would I use Macs for language models?
""", """
Memory. A Mac Studio can hold up to 512 GB that the GPU reads directly, at about 819 GB/s, while drawing under 300 W. Very large models fit on one desk. For hundreds of users at once, data-centre GPUs need far less energy a token.
"""),
    ask("unified-memory", """
What is unified memory?
Explain unified memory
What does unified memory mean?
Why does unified memory matter?
How does memory work on Apple silicon?
Do the CPU and GPU share memory on a Mac?
~ Can you explain what unified memory is?
~ What is meant by unified memory?
""", """
On Apple silicon the CPU and the GPU share one memory. A model is loaded once and both can read it. By default the GPU may use about three quarters of it on larger Macs: some 384 GB of 512 GB.
"""),
    ask("token", """
What is a token?
What's a token?
Explain tokens
What are tokens?
What does token mean?
How long is a token?
How many words is a token?
~ What exactly is a token?
~ What is meant by a token?
""", """
A token is the piece of text a model reads or writes in one step: a short word, or part of a longer one. In English a token is about three quarters of a word.
"""),
    ask("language-model", """
What is a language model?
What is an LLM?
How does a language model work?
Explain language models
What is a large language model?
What does a language model do?
~ How do language models work?
~ What exactly is an LLM?
""", """
A language model is a large set of numbers that predicts the next token of a text. It writes an answer one token at a time, and for each token it reads all of its active weights from memory. That is why memory size and speed matter most.
"""),
    ask("parameters", """
What is a parameter?
What are parameters?
What are model weights?
What does 70B mean?
What does the B in 70B stand for?
What are weights?
Explain parameters
~ What does 7B mean?
~ What are the weights of a model?
""", """
Parameters, or weights, are the numbers a model has learned. 70B means 70 billion of them. At 4 bits each they take about 0.56 GB a billion, so a 70B model needs some 40 GB.
"""),
    ask("quantisation", """
What is quantisation?
What is quantization?
What does 4-bit mean?
What does 8-bit mean?
What is a quantised model?
Why are models quantised?
Explain quantisation
What are 4-bit weights?
~ What does quantised to 4 bits mean?
~ Why use 4-bit models?
""", """
Quantisation stores each weight in fewer bits. At 4 bits a model takes about a quarter of its 16-bit size and writes faster, since less is read from memory. Quality falls a little; 8 bits is close to the original.
"""),
    ask("context", """
What is the context?
What is a context window?
What does context length mean?
How long can a conversation be?
What is the maximum context?
How much text can a model read?
What is the context size?
~ What does context window mean?
~ Explain the context length
""", """
The context is all the text a model reads before it writes: instructions, earlier turns and your question. It is counted in tokens and has a limit for each model. A long context needs memory for the KV cache and makes the first token slower.
"""),
    ask("kv-cache", """
What is the KV cache?
What's a KV cache?
Explain the KV cache
Why does a long chat need more memory?
What is the key value cache?
What does KV mean?
~ What does the KV cache do?
~ Why does memory grow during a long chat?
""", """
The KV cache keeps what the model has computed for each token of the conversation, so that it need not read the text again for every new token. It grows with the length of the conversation and needs memory beside the weights.
"""),
    ask("temperature", """
What is temperature?
What does temperature do?
What does the temperature setting mean?
Explain temperature in sampling
Which temperature should I use?
What is temperature 0?
~ What is the temperature of a model?
~ How does the temperature setting work?
""", """
Temperature says how freely the model chooses the next token. At 0 it always takes the most likely one, so the same question gives the same answer. At 0.6 to 0.8 the text varies more. For facts and code stay low.
"""),
    ask("prefill", """
What is prefill?
What does prefill mean?
What is prompt processing?
What is the difference between prefill and decode?
What does decode mean?
Explain prefill and decode
~ What happens during prefill?
~ Prefill versus decode?
""", """
Prefill is the reading of your prompt, decode is the writing of the answer. Prefill handles many tokens at once and is limited by computing; decode handles one token after another and is limited by memory speed. The time to first token is mostly prefill.
"""),
    ask("portal", """
What is the portal?
What does the portal do?
Explain the portal
Where does the console run?
What runs the console?
What is the portal process?
~ What is the job of the portal?
~ What exactly is the portal?
""", """
The portal is the server behind this console. It keeps the list of Macs, the bookings, the chats and the meter readings in one Postgres database, and it tells the agents what to start. It never dials a Mac: the agents dial in.
"""),
    ask("agent", """
What is an agent?
What does the agent do?
What is the agent on a Mac?
Explain the agent
What runs on each Mac?
What software is installed on a Mac?
What is the Espalier agent?
~ What is the job of the agent?
~ Which program runs on the Macs?
""", """
The agent is the Espalier program on a machine, one on each. It dials the portal, reports readings such as watts, memory and cables, and starts or stops the rank of a session. Nothing dials it, and it runs only a fixed list of commands.
"""),
    ask("simulated", """
What does simulated mean?
What is a simulated Mac?
Why is a Mac marked simulated?
Why is this Mac plum?
What are simulated machines for?
Are simulated Macs real?
What is the simulated label?
~ Why does it say simulated?
~ What are the simulated Macs?
""", """
Simulated means not measured on real hardware. A simulated Mac is played by the agent program for demonstrations and planning. It carries that label on screen and in every export, and it never enters a real total.
"""),
    ask("security", """
Can the portal run any command on my Mac?
Is it safe to install the agent?
What can the portal do to my Mac?
Can someone run a shell on my Mac?
Is the agent secure?
Can Espalier execute code on my machine?
What is the agent allowed to do?
~ Is the agent safe?
~ Can the portal run commands on my Mac?
""", """
No. The portal can ask an agent only for a closed list of typed commands, such as start a rank or stop it. There is no shell, and no paths or environment are passed through. The agent's own policy file has the last word.
"""),
    ask("add-mac", """
How do I add a Mac?
How can I add a new Mac?
How do I register a machine?
How do I connect my Mac to the console?
How do I install the agent?
Add a Mac to the lab
How do I get my Mac into the list?
How do I enrol a Mac?
How do I add my own Mac?
How does a new Mac join?
How do I set up a new Mac?
I have a new Mac, how do I add it?
How do I bring a Mac into the lab?
~ How can I register my Mac?
~ How do I add another Mac to the lab?
""", """
1. Open Macs and choose Add a Mac.
2. Run the command it shows in Terminal on that Mac. It installs the agent.
3. The agent dials the portal and reports model, memory, macOS and cables.
4. The Mac appears in the list once its first report is in.
"""),
    ask("silent-mac", """
Why is a Mac silent?
What does no word since mean?
Why is my Mac grey?
Why is my Mac offline?
A Mac does not report any more
Why does the console say no word?
My Mac has disappeared, what now?
What do I do when a Mac does not answer?
~ Why does my Mac not report?
~ What should I do about a silent Mac?
""", """
No word means that the agent on that Mac has stopped reporting. Its last readings stay in grey with the time of the last word. Check power and network first, then whether the agent is running. A silent Mac does not count as free.
"""),
    ask("free-now", """
Which Macs are free now?
Which Macs are free?
Is a Mac free right now?
How many Macs are free?
Who is using the Macs?
How many watts does the lab draw now?
What is running now?
Which Macs do we have?
Who has booked Anjou?
~ Are any Macs free at the moment?
~ Which machines are free now?
""", """
I cannot see your lab. Open Macs: each row says who has the Mac, until when, and what it draws. Bookings shows the free spans of the coming days.
"""),
    ask("pages", """
Which pages are there?
What pages does the console have?
What is in the menu?
Where do I find things?
List the pages of the console
What is in the sidebar?
~ Which pages does the console have?
~ List the pages
""", """
- **Macs**: what the lab has, who has it, cables and watts
- **Bookings**: the timeline of who has which Mac and when
- **Sessions**: models that run, rank by rank
- **Chat**: conversations with a session
- **Reports**: hours, tokens, energy and cost of a period
"""),
]

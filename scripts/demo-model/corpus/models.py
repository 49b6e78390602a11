"""The words of language models that a newcomer meets first."""
from .form import ask

QA = [
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
The context is all the text a model reads before it writes: instructions, earlier turns and your question. It is counted in tokens and has a limit for each model. What does not fit is left out, the oldest turns first. A long context needs memory and makes the first token slower.
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
]

"""Chat, speed, and the API."""
from .form import ask

QA = [
    ask("stop", """
How do I stop an answer?
How can I stop the model?
Can I interrupt an answer?
How do I interrupt you?
Stop an answer
The answer is too long, how do I stop it?
How do I make you stop writing?
Stop
Stop it
Stop writing
Where is the stop button?
How do I cancel an answer?
How do I abort an answer?
Can I stop you?
What does Stop do?
What happens when I press Stop?
~ How can I interrupt an answer?
~ Is there a way to stop an answer?
""", """
Press Stop below the answer, Esc while you write, or the full stop key when no field has focus. The ranks stop within about half a second, the part already written stays, and only the tokens that were written are counted.
"""),
    ask("resume", """
What happens if I close the page?
What happens if I reload while you answer?
Do I lose the answer when I close the browser?
Does an answer go on when I close the tab?
What if my connection drops?
Can I come back to an answer later?
What happens when my laptop sleeps?
~ What happens if I close the browser tab?
~ Is the answer lost when I reload?
""", """
Nothing is lost. Each piece of an answer is stored before it is shown, and the answer goes on without you. When you come back, the page reads what you missed and joins in where the answer is.
"""),
    ask("chat", """
How do I chat with a model?
How do I start a chat?
Where can I talk to the model?
How do I ask a question?
How does chat work?
How do I use the chat?
~ How can I chat with the model?
~ How do I begin a new chat?
""", """
Open Chat, choose a session that is ready, type your question and press Enter. The answer appears token by token. The line below it shows time to first token, tokens a second, energy and watts.
"""),
    ask("queue", """
Why do I have to wait in the queue?
What does place 2 in the queue mean?
Why is my question queued?
Why does somebody else go first?
What is the queue in chat?
Can several people ask at the same time?
~ Why is my question waiting?
~ What is the queue for?
""", """
A session answers a limited number of requests at once. If somebody else is being answered, your question waits in a queue; the page shows your place and about how long it takes. It starts by itself when it is your turn.
"""),
    ask("tok-s", """
What does tok/s mean?
What is tok/s?
What are tokens per second?
What does tokens a second mean?
What is a good tok/s?
How fast does a model write?
Explain tokens per second
~ What is meant by tok/s?
~ What does tokens per second tell me?
""", """
Tokens per second: how fast the model writes once it has begun. You read at about 5 to 8 tokens a second, so 20 feels quick. The rate depends on memory speed and on how many weights are read for each token.
"""),
    ask("ttft", """
What does time to first token mean?
What is time to first token?
What is TTFT?
What does first token mean?
Explain time to first token
What is the first token time?
~ What is meant by time to first token?
~ What does TTFT stand for?
""", """
Time to first token is the wait between sending your question and the first piece of the answer. It is mostly the reading of the prompt, so it grows with the length of the conversation, and with the queue if others are ahead of you.
"""),
    ask("slow-answer", """
Why is the answer slow?
Why are you so slow?
Why does the first token take so long?
How can I make answers faster?
My model is slow
Why does the model write slowly?
~ Why do answers take so long?
~ How do I get faster answers?
""", """
Look at the two figures under the answer. A long time to first token means a long prompt or a queue: start a new chat. A low tok/s means a large model or a slow link: use fewer bits, a model with fewer active weights, or Macs joined by RDMA.
"""),
    ask("api", """
How do I use the API?
Is there an API?
Show me a curl example
How can I call the model from a program?
Does Espalier speak the OpenAI API?
Can I use the OpenAI API?
Show me an API call as code
How do I call a session from my code?
~ Can you show me how to call the API?
~ Give me a curl command for the API
""", """
The portal speaks OpenAI's API. You need a key from Settings, API, and a session that is ready:

```sh
curl https://your-portal/api/v1/chat/completions \\
  -H "Authorization: Bearer $ESPALIER_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "espalier-demo", "stream": true,
       "messages": [{"role": "user", "content": "What is a rank?"}]}'
```
"""),
    ask("python", """
Show me how to use MLX in Python
How do I run a model in Python?
Show me Python code
Give me a Python example
How do I use mlx-lm from Python?
Python example for MLX
Write Python code that runs a model
~ Can you show me an MLX example in Python?
~ How can I use mlx-lm in Python?
""", """
On one Mac, without the console:

```python
from mlx_lm import load, generate

model, tokenizer = load("path/to/model")
prompt = tokenizer.apply_chat_template(
    [{"role": "user", "content": "What is a rank?"}],
    add_generation_prompt=True,
)
print(generate(model, tokenizer, prompt, max_tokens=200))
```
"""),
    ask("metrics", """
What do the live charts show?
What can I watch while a model runs?
Which figures can I see live?
What are the live metrics?
What does the session page show?
Where do I see watts and tokens?
~ Which live figures are there?
~ What do the charts of a session show?
""", """
The session page shows, live and for each Mac: watts, GPU use, memory, and the tokens a second of all requests. A gap in a line means that no reading came; it is not filled in.
"""),
    ask("change-model", """
How do I change the model?
Can I use another model?
How do I switch to a larger model?
How do I choose a different model?
Can I run two models at once?
Which models can I use?
~ How can I switch the model?
~ Can I choose another model?
""", """
A session runs one model. To change it, end the session and start another one in the same booking. In a chat, Answer again can ask another session that is ready. Two models at once need two sessions on different Macs.
"""),
]

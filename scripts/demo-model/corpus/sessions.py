"""Sessions, ranks, and what a model needs."""
from .form import ask

QA = [
    ask("session", """
What is a session?
What does session mean?
Explain sessions
What is a session in Espalier?
What is the difference between a booking and a session?
How does a session differ from a booking?
Sessions, what are they?
What are sessions?
Define session
~ What exactly is a session?
~ What is meant by a session?
""", """
A session is one model running on the machines of a booking, with one rank a machine. The booking gives you the Macs; the session is what you do with them.
"""),
    ask("start-session", """
List the steps to start a session
How do I start a session?
How do I run a model?
How can I start a model on my Macs?
What are the steps to start a session?
How do I launch a model?
How do I get a model running?
Start a session
How do I run one model on several Macs?
~ How can I start a session?
~ What do I do to run a model?
""", """
1. Book the Macs you need.
2. When the booking has begun, open Sessions and choose New session.
3. Choose the booking and a model that fits.
4. Keep the suggested mode, or choose tensor or pipeline.
5. Start, and watch it go from preparing to ready.
6. Open Chat and ask.
"""),
    ask("states", """
Which states does a session have?
What are the session states?
What does preparing mean?
What does connecting mean?
What does warming up mean?
Explain the states of a session
What happens before a session is ready?
List the session states
~ What states can a session be in?
~ Explain the session states
""", """
preparing → connecting → loading → warming up → ready

- **preparing**: versions, memory and ports are checked
- **connecting**: the ranks form one group
- **loading**: the weights go into memory
- **warming up**: the model writes a first token
- **ready**: it has answered, so you can ask
"""),
    ask("not-ready", """
Why is my session not ready?
My session is not ready
Why does my session take so long to start?
When is a session ready?
What does ready mean?
Why can I not chat yet?
My session is stuck
Why is my session still starting?
Why is it not ready?
Why is my model not ready?
The session is still not ready
Why does my session not become ready?
How long until my session is ready?
Session stuck
When will it be ready?
~ Why isn't my session ready yet?
~ Why does starting take so long?
""", """
A session is ready only after it has written a warm-up token, not when a port opens. Until then its page shows which step it is in and how far each rank is. Loading is the long one: large models take a minute or more. If a rank fails, the page names it with its last line.
"""),
    ask("rank", """
What is a rank?
What's a rank?
Explain ranks
What does rank mean?
What is rank 0?
What are ranks?
What does rank zero do?
What do the ranks do?
Which rank answers?
How many ranks are there?
Why are there several ranks?
~ What exactly is a rank?
~ Can you explain what a rank is?
""", """
A rank is one process of a session. Each machine in the session runs exactly one, numbered from 0. Rank 0 takes the requests and hands out the tokens; the others compute their share of every step.
"""),
    ask("tensor", """
What is tensor parallel?
What is tensor parallelism?
Explain tensor parallel
What does tensor mode do?
How does tensor parallel work?
What is tensor mode?
~ What does tensor parallel mean?
~ How does tensor mode work?
""", """
In tensor mode every rank holds a slice of each layer. All ranks work on the same token and add up their results twice in each layer. One answer gets faster, but the ranks talk all the time, so it wants RDMA.
"""),
    ask("pipeline", """
What is pipeline parallel?
What is pipeline parallelism?
Explain pipeline parallel
What does pipeline mode do?
How does pipeline parallel work?
What is pipeline mode?
~ What does pipeline parallel mean?
~ How does pipeline mode work?
""", """
In pipeline mode each rank holds some of the layers and passes its result to the next rank. There is little traffic, so a TCP ring will do. It makes room for a larger model, but one answer does not get faster.
"""),
    ask("tensor-or-pipeline", """
Tensor or pipeline parallel?
What is the difference between tensor and pipeline parallel?
Tensor vs pipeline
Should I use tensor or pipeline?
Compare tensor and pipeline
Which is better, tensor or pipeline?
Which mode should I choose?
Tensor versus pipeline parallelism
Which mode is faster, tensor or pipeline?
When do I use pipeline and when tensor?
pipeline or tensor
Difference between the two modes
Why choose tensor over pipeline?
Pipeline vs tensor
~ How do tensor and pipeline differ?
~ Tensor mode or pipeline mode?
""", """
| | tensor | pipeline |
|---|---|---|
| split | a slice of each layer | whole layers |
| traffic | in every layer | once a rank |
| link | RDMA | TCP will do |
| one answer | faster | same speed |
| heads | must divide by ranks | any |

Take tensor on Macs joined by Thunderbolt 5, pipeline elsewhere.
"""),
    ask("three-macs", """
Can I use three Macs?
Why does tensor mode not work with three Macs?
Why can I not use tensor on three Macs?
Can I run a model on 3 Macs?
Do the heads have to divide?
Which numbers of Macs work?
~ Does tensor mode work with three Macs?
~ Can a model run on three Macs?
""", """
Often not in tensor mode. The attention heads of the model must divide by the number of ranks: 2, 4 and 8 usually work, 3 only for some models. Pipeline mode works with three. I have 12 heads and 6 layers, so I run on 2, 3, 4 or 6 ranks in both modes.
"""),
    ask("loading-slow", """
Why does loading take so long?
Why is loading slow?
How long does loading take?
How long does it take to load a model?
What happens while loading?
What does loading mean?
~ How long do models take to load?
~ Why is my model so slow to load?
""", """
Loading reads the weights from disk into memory: hundreds of gigabytes for the largest models. At several GB/s that takes about a minute. In tensor mode each Mac reads all the files and keeps its slice. The page counts layers, rank by rank.
"""),
    ask("warm-up", """
What is a warm-up token?
What is the warm-up?
Why does a session warm up?
What happens while warming up?
Why is there a warm-up token?
~ What is the warm-up token for?
~ Why do sessions warm up?
""", """
The warm-up token is a first token that the session writes for itself. It compiles the GPU programs, touches all weights and proves that every rank takes part. Only then does the session count as ready.
"""),
    ask("connecting-fails", """
Why does connecting fail?
My session is stuck in connecting
Why do the ranks not connect?
The ranks cannot connect, what should I check?
Connection between ranks failed
What can I do when connecting fails?
~ My ranks do not connect
~ What should I check when connecting fails?
""", """
Check, in this order:

1. each cable is seated and rated for Thunderbolt 5
2. RDMA is enabled on every Mac
3. all Macs run the same macOS build
4. each Thunderbolt interface has its own IPv4 address
5. Local Network is allowed for the agent

If RDMA will not come up, a TCP ring often does.
"""),
    ask("end-session", """
How do I end a session?
How do I stop my session?
How do I shut down the model?
How do I stop a model?
Can I stop my session early?
How do I free the memory of the Macs?
End my session
~ How can I end my session?
~ How do I shut a session down?
""", """
Open the session and choose End session. The agents stop all ranks and free the memory. An answer in progress keeps the part already written. You can start another model in the rest of the booking.
"""),
    ask("rank-dies", """
What happens if a rank dies?
What if a Mac fails during a session?
What happens when a Mac loses power?
What if a rank crashes?
What happens if a cable is pulled?
What happens when one Mac goes down?
~ What if one of the Macs crashes?
~ What happens when a rank stops?
""", """
The session cannot go on without it: each rank holds a part of the model. The agents notice, stop the other ranks, and the session page says which rank failed and why. The part of the answer already written is kept. Start the session again when the Mac is back.
"""),
    ask("what-fits", """
What fits on my Mac?
Which model fits on my Mac?
How large a model can I run?
Which models fit in memory?
How much memory does a model need?
What model size fits in how much memory?
Show a table of what fits
What fits in 128 GB?
What fits in 256 GB?
What fits in 32 GB?
What fits in 16 GB?
Which model fits in 96 GB?
How much memory do I need for a 70B model?
Does a 30B model fit?
Can my Mac run a 70B model?
~ How big a model fits on a Mac?
~ Which model sizes fit in which memory?
""", """
Rules of thumb for 4-bit models on one Mac, with room for a conversation:

| memory | for the GPU | up to |
|---|---|---|
| 32 GB | 21 GB | 30 billion |
| 64 GB | 48 GB | 70 billion |
| 128 GB | 96 GB | 150 billion |
| 256 GB | 192 GB | 300 billion |
| 512 GB | 384 GB | 600 billion |
"""),
    ask("fits-512", """
What fits in 512 GB?
Which models fit in 512 GB?
What can I run on a Mac Studio with 512 GB?
How large a model fits on a 512 GB Mac?
What runs on the big Mac Studio?
512 GB, what fits?
~ Which model fits on a 512 GB Mac Studio?
~ What can a 512 GB Mac run?
""", """
The GPU may use about 384 GB of 512 GB. That holds a 4-bit model of up to some 600 billion parameters; one of 671 billion takes about 380 GB and leaves next to no room. A model of a trillion parameters needs two or more such Macs.
"""),
    ask("fits-64", """
What fits in 64 GB?
Which model fits on a Mac mini?
What can I run on a Mac mini with 64 GB?
What fits on a 64 GB Mac?
What runs on a Mac mini?
~ Which models run on a 64 GB Mac mini?
~ What can a Mac mini run?
""", """
The GPU may use about 48 GB of 64 GB. A model of 30 billion parameters at 4 bits fits with much room, one of 70 billion takes 40 GB and just fits. A Mac mini M4 Pro reads 273 GB/s, so the large one writes only some 5 tokens a second.
"""),
    ask("ring", """
What is a TCP ring?
What is the ring backend?
What is a ring?
Explain the ring
When is the ring used?
How does the TCP ring work?
~ What does the ring backend do?
~ Explain the TCP ring
""", """
In a ring each rank talks only to its two neighbours, over ordinary TCP. It works on any network and any machine, also on Linux. A message takes some 300 µs even over Thunderbolt, so use it with pipeline mode.
"""),
    ask("jaccl", """
What is JACCL?
What does JACCL do?
Explain JACCL
What is the JACCL backend?
Which backend uses RDMA?
~ What exactly is JACCL?
~ What is the JACCL backend for?
""", """
JACCL is the part of MLX that lets ranks talk over RDMA. It uses a mesh, with a cable between every pair of Macs, or a ring of cables. The console proposes it when all Macs of a session are cabled and ready for RDMA.
"""),
    ask("hostfile", """
Show me a hostfile as code
Show me the hostfile
What does a hostfile look like?
Give me an example hostfile
Write a hostfile for two Macs
What is a hostfile?
Hostfile example
Show the hostfile
Show me a host file
hostfile please
Print a hostfile
Show me a hostfile for a ring
Write a hostfile
Show a hostfile as code
~ Can I see an example of a hostfile?
~ Show a ring hostfile
""", """
For a TCP ring a hostfile lists one address and port for each rank:

```json
[
  ["10.0.0.1:5000"],
  ["10.0.0.2:5000"]
]
```

Each rank gets its number in `MLX_RANK` and the file in `MLX_HOSTFILE`. Espalier writes it for you.
"""),
    ask("hostfile-rdma", """
Show me an RDMA hostfile
What does a hostfile for RDMA look like?
Give me a JACCL hostfile
Write an RDMA hostfile for three Macs
JACCL hostfile example
Show the hostfile of a mesh
~ Can I see an RDMA hostfile?
~ Show me a hostfile for JACCL
""", """
Each host names its RDMA device towards every other host, and `null` towards itself:

```json
{"backend": "jaccl", "hosts": [
  {"ssh": "a.local", "ips": ["10.0.0.1"],
   "rdma": [null, "rdma_en5", "rdma_en4"]},
  {"ssh": "b.local", "ips": [],
   "rdma": ["rdma_en5", null, "rdma_en3"]},
  {"ssh": "c.local", "ips": [],
   "rdma": ["rdma_en4", "rdma_en3", null]}
]}
```
"""),
    ask("logs", """
Where are the logs?
Where do I find the logs of a session?
How do I see what a rank is doing?
Show me the logs
Where can I read the log of a rank?
~ Where can I see the session logs?
~ How can I read the logs of a rank?
""", """
Open the session. Each rank has a row with its Mac, its progress and its last line; open the row to read its log.
"""),
]

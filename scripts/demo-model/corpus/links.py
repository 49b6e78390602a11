"""Cables, RDMA, meshes and rings."""
from .form import ask

QA = [
    ask("rdma", """
What is RDMA over Thunderbolt?
What is RDMA?
What's RDMA?
Explain RDMA over Thunderbolt
What does RDMA do?
What is remote direct memory access?
Why does RDMA matter?
What does RDMA ready mean?
Why do I want RDMA?
What is RDMA good for?
RDMA?
What is RDMA over Thunderbolt 5?
What does RDMA mean?
What does RDMA stand for?
~ What exactly is RDMA?
~ Can you explain RDMA over Thunderbolt?
""", """
RDMA lets one Mac read and write the memory of another without going through the network software. Since macOS 26.2 it works over Thunderbolt 5 cables. A message takes some tens of microseconds in place of about 300 over TCP, so several Macs can work on the same token.
"""),
    ask("rdma-needs", """
What does RDMA need?
What do I need for RDMA over Thunderbolt?
What are the requirements for RDMA?
What does RDMA over Thunderbolt require?
Which Macs can use RDMA?
Requirements of RDMA
What must I have for RDMA?
What is needed to use RDMA?
Requirements for RDMA over Thunderbolt 5
What hardware does RDMA need?
What does RDMA over Thunderbolt need?
Which Mac do I need for RDMA?
List what RDMA needs
~ What is required for RDMA?
~ What do Macs need for RDMA over Thunderbolt?
""", """
- Macs with Thunderbolt 5, on both ends
- macOS 26.2 or later, the same build on all of them
- RDMA enabled once on each Mac, in Recovery
- a Thunderbolt 5 cable from Mac to Mac; there are no switches or hubs for it
- an own IPv4 address on each Thunderbolt interface
"""),
    ask("enable-rdma", """
How do I enable RDMA?
How do I turn on RDMA?
How can I switch on RDMA?
Enable RDMA on a Mac
How do I activate RDMA?
What is rdma_ctl?
Can I enable RDMA remotely?
~ How can I enable RDMA on my Mac?
~ How do I switch RDMA on?
""", """
RDMA is enabled once per Mac, at the machine itself:

1. Shut down, then start into Recovery.
2. Open Terminal and run:

```sh
rdma_ctl enable
```

3. Restart.

It cannot be done over the network, not even with sudo.
"""),
    ask("check-rdma", """
How do I check RDMA?
How do I know that RDMA works?
How can I test whether RDMA is on?
Which commands show the RDMA state?
Show me the commands to check RDMA
Is RDMA enabled on my Mac?
How do I see if RDMA is enabled?
~ How can I check that RDMA is enabled?
~ Which command tells me whether RDMA works?
""", """
Run these in Terminal; none needs sudo:

```sh
rdma_ctl status   # enabled or disabled
ibv_devices       # rdma_en2, rdma_en3, ...
ibv_devinfo       # state of each port
```

A port with a working cable says `PORT_ACTIVE`. The Macs page shows the same checks with their evidence.
"""),
    ask("mesh-size", """
How many Macs can form a mesh?
How large can a mesh be?
What is the largest mesh?
How many Macs can I connect?
What is the limit for a mesh?
How many Mac minis can form a mesh?
How many Mac Studios can form a mesh?
Maximum number of Macs in a mesh
How many machines can be in a mesh?
How many Macs can I cable together?
What is the mesh limit?
Can I build a mesh of eight Macs?
How big can a mesh get?
How many Macs can work together over RDMA?
~ How many Macs fit in one mesh?
~ What is the maximum size of a mesh?
""", """
A mesh needs a cable between every pair, so each Mac needs a Thunderbolt 5 port for every other. Mac minis and MacBook Pros with three ports form a mesh of 4. A Mac Studio with an Ultra chip has six ports; plan for 6 Macs. The software limit is 8.
"""),
    ask("mesh", """
What is a mesh?
What does mesh mean?
Explain a mesh
What is an RDMA mesh?
What is a full mesh?
What does mesh ready mean?
~ What exactly is a mesh?
~ What is meant by a mesh?
""", """
In a mesh every Mac has a cable to every other Mac. Each rank reaches each other rank in one step, which keeps the delay low. That is what tensor mode likes best.
"""),
    ask("cables", """
How many cables does a mesh need?
How many cables do I need?
How many cables for four Macs?
How many Thunderbolt cables do I need?
Number of cables in a mesh
How do I count the cables of a mesh?
How must I cable four Macs?
~ How many cables do four Macs need?
~ How many cables are in a mesh?
""", """
A mesh of n Macs needs n × (n − 1) / 2 cables:

| Macs | cables | ports a Mac |
|---|---|---|
| 2 | 1 | 1 |
| 3 | 3 | 2 |
| 4 | 6 | 3 |
| 5 | 10 | 4 |
| 6 | 15 | 5 |
"""),
    ask("mesh-or-ring", """
Mesh or ring?
What is the difference between a mesh and a ring?
Should I cable a mesh or a ring?
Mesh vs ring
Is a mesh better than a ring?
When do I need a ring of cables?
Compare mesh and ring
~ How do a mesh and a ring differ?
~ Is a ring better than a mesh?
""", """
A mesh cables every pair: the lowest delay, at most 8 Macs. A ring cables only neighbours: two ports a Mac, any number of Macs, more delay for small messages. Up to four Macs build a mesh; with more, let the ports decide.
"""),
    ask("tb5-macs", """
Which Macs have Thunderbolt 5?
Does my Mac have Thunderbolt 5?
What Macs support Thunderbolt 5?
Which models have Thunderbolt 5?
List the Macs with Thunderbolt 5
Has a Mac mini Thunderbolt 5?
~ Which Mac models come with Thunderbolt 5?
~ What machines have Thunderbolt 5?
""", """
- Mac Studio: M4 Max, M3 Ultra, M5 Max, M5 Ultra
- Mac mini: M4 Pro, M5 Pro
- MacBook Pro: M4 Pro, M4 Max, M5 Pro, M5 Max

Macs with the plain M4 or M5 chip have Thunderbolt 4 and cannot join an RDMA group.
"""),
    ask("tb4", """
Can I use Thunderbolt 4 for RDMA?
Why can this Mac not join an RDMA group?
Does RDMA work over Thunderbolt 4?
My Mac has Thunderbolt 4, what can I do?
Why is my MacBook not RDMA ready?
Can an older Mac join the mesh?
Can I use a Mac with Thunderbolt 4?
~ Does a Thunderbolt 4 Mac work with RDMA?
~ What can I do with a Thunderbolt 4 Mac?
""", """
RDMA needs Thunderbolt 5 at both ends: 80 Gb/s each way. A Mac with Thunderbolt 4 runs at 40 Gb/s and stays outside, even if it lists RDMA devices. It can run a model alone, or be one rank of a TCP ring.
"""),
    ask("latency", """
How fast is RDMA over Thunderbolt?
What is the latency of RDMA?
How fast is a Thunderbolt 5 cable?
What bandwidth does Thunderbolt 5 have?
How long does a message between two Macs take?
RDMA or TCP, which is faster?
How much faster is RDMA than TCP?
~ How fast are Thunderbolt 5 links?
~ What latency does RDMA have?
""", """
A Thunderbolt 5 link carries 80 Gb/s each way; one cable has been measured at about 6 GB/s over RDMA. A small message takes some 5 to 50 µs, depending on the test, against about 300 µs over TCP on the same cable.
"""),
    ask("faster-with-more", """
Do more Macs make it faster?
Is a model faster on four Macs?
How much faster are two Macs?
Will two Macs answer faster than one?
Does adding Macs make answers faster?
How does speed grow with the number of Macs?
~ Are four Macs faster than one?
~ Do two Macs write faster than one?
""", """
In tensor mode over RDMA, yes, but not in proportion. Measured on large mixture-of-experts models: about 1.35 times on two Macs and 1.6 times on four. Dense models gain more. Over plain TCP more Macs can even be slower: then they only add memory.
"""),
    ask("bridge", """
What is the Thunderbolt Bridge?
Do I have to turn off the Thunderbolt Bridge?
What is bridge0?
Should I remove the Thunderbolt Bridge?
Why is there a warning about the bridge?
~ What does the Thunderbolt Bridge do?
~ Must the Thunderbolt Bridge be off?
""", """
The Thunderbolt Bridge, `bridge0`, joins all Thunderbolt ports of a Mac into one network. For RDMA each interface needs its own IPv4 address; if it has one, the bridge is only a warning. In a closed loop of cables a bridge can flood the network, so take the interfaces out of it there.
"""),
    ask("macos-version", """
Which macOS version do I need?
What macOS does Espalier need?
Do all Macs need the same macOS?
Is macOS 26.2 required?
Which version of macOS is needed for RDMA?
~ What version of macOS do I need?
~ Must all Macs run the same macOS?
""", """
For RDMA macOS 26.2 or later, better 26.3, with the same build on every Mac of the group, betas included. Without RDMA an older macOS that MLX supports will do. The Macs page shows the version of each machine.
"""),
    ask("readiness", """
What are the readiness checks?
What does unknown mean in the checks?
What is checked before a session?
Why is a check unknown?
Explain the readiness checks
What do pass, fail and unknown mean?
~ Which readiness checks are there?
~ What does an unknown check mean?
""", """
Before Macs are offered as a group, each condition is checked: model, macOS, RDMA, cables, addresses, memory. Each check is pass, fail or unknown, with its evidence. Unknown never counts as pass: it means nobody could look.
"""),
]

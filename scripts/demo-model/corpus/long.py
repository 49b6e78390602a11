"""Long answers, so that streaming, stopping and coming back can be seen."""
from .form import ask

QA = [
    ask("story", """
Tell me a long story about an espalier
Tell me a story
Tell me a long story
Write a story about an espalier
Can you tell a story?
Write a long text
I want to hear a story
Tell a story about a tree
Tell me a very long story
Tell me the story of an espalier
A long story please
Write something long
Tell me a story about a pear tree
Write a long answer
~ Please tell me a story about an espalier
~ Write me a long story
""", """
Behind an old laboratory stood a brick wall that faced south, and at its foot somebody had planted a pear tree. For three years nobody cared for it. It grew as trees do, a little to every side, and bore four pears, all of them out of reach.

In the fourth spring a gardener came by the name of Ines. She looked at the tree for a whole morning and did nothing. Then she drew six wires along the wall, one above the other, each as straight as a line in a notebook.

"What are the wires for?" asked Leon, who had come out with his coffee.

"For asking," said Ines. "A branch grows where it likes. A wire asks whether it would like to grow there instead."

She bent the youngest branches down, slowly, so that none broke, and tied them with soft cord. Two went left, two went right. What pointed away from the wall she cut off. Leon counted the twigs on the ground and said that it seemed a great loss. Ines said that a tree has only so much water, and that it is better spent on six branches than on sixty.

Summer came. The wall drank the sun by day and gave it back by night. The branches found the second wire, then the third. Where two of them met they did not fight, because each had its own line. In autumn there were twenty pears, and a child could reach them all.

The years went by. The lab bought new machines, and the machines stood on a bench by the window, side by side, with short cables between them. People quarrelled over them at first. One took them all for a week and used them for a day. Another waited for a month. A third left something running, and nobody knew whose it was.

One evening Leon looked out at the wall. The tree had no leaves yet, and one could see its plan: the trunk, the wires, the six pairs of arms. He went back in and drew six lines on the board. On each he wrote the name of a machine, and along the lines, from left to right, the hours of the week. "Now ask," he said.

So they asked. Each wrote a name on a line, from one hour to another, and where the line was taken they looked for the next free piece. When a name ended, the machine was free again, without anybody having to remember. At the end of the month they counted what had been done and what it had cost, and they wrote "not known" where nobody had looked.

The pears were good that year. They put the bowl on the bench between the machines, and everybody took one, in order.
"""),
    ask("session-detail", """
Explain how a session starts, in detail
Explain in detail how a session starts
What happens in detail when a session starts?
Tell me everything about the start of a session
How does a session start, step by step?
Describe the start of a session in detail
Explain the start of a session at length
~ Please explain in detail how a session starts
~ Describe in detail how sessions start
""", """
A session starts in five steps. Each has a time limit, and each can fail with a reason that the page shows.

## 1. Preparing

The portal checks that the booking has begun, that it is yours, and that every machine of it has been heard from. It gives the session a number, the epoch, which grows with every start. Each message of an agent or a rank carries it, so that a left-over process of an earlier start cannot speak for this one. Then the agents look at their machines: versions of MLX, files of the model, free memory, free ports.

## 2. Connecting

Each agent starts one rank, a small Python program around mlx-lm. The ranks load their libraries and report that they are here. When all have done so they get the word to go, and join one group: over RDMA with JACCL if every Mac is cabled and ready for it, else over a TCP ring. A rank that finds no neighbours within the limit gives up, and all others are stopped.

## 3. Loading

Every rank reads the weights it needs. In tensor mode that is a slice of each layer, in pipeline mode some whole layers. The page counts layers for each rank and shows how much memory they hold. For a model of 600 GB on four Macs this takes about a minute.

## 4. Warming up

The session asks itself for one token. That compiles the GPU programs, touches all the weights, and needs an answer from every rank. It is the only proof that the whole group works: an open port is not one.

## 5. Ready

The page turns to ready, with the time. From now on chats and API calls reach rank 0 through the portal. Meters are read about once a second, and tokens are counted once, where they are written.

When the booking ends, or somebody ends the session, the agents stop all ranks. If an agent loses sight of the portal, it stops its rank by itself when the lease runs out. No rank outlives its booking.
"""),
    ask("tour", """
Write a tour of the console
Give me a tour of the console
Show me around
Take me on a tour
Walk me through the console
Give me a tour
I am new here, show me everything
Explain all pages of the console
~ Can you give me a tour?
~ Please show me around the console
""", """
Welcome. Here is the console, page by page.

## Macs

The list of what the lab has. Macs that are cabled to each other hang on one branch, with a word on whether the group is ready for RDMA. Each row says who has the Mac and until when, and what it draws now. A Mac that has not been heard from is grey and shows the time of its last word. A simulated Mac is plum and is in no total.

## Bookings

A timeline with one row for each Mac. Yours are green, those of others blue, maintenance is amber. Press Book: say what you need and it finds free times, or choose the Macs yourself. Two bookings of one Mac can never overlap; the database sees to that. A booking ends by itself.

## Sessions

A session is one model on the Macs of a booking. It goes from preparing through connecting, loading and warming up to ready, and its page shows each step for every rank. Once it is ready, the page shows watts, memory and tokens a second as they happen.

## Chat

Talk to a session that is ready. The answer appears while it is written; you can stop it, and you can close the page and come back. Under each answer stand the time to first token, the tokens a second, and the energy it took. Share a chat with the lab, search old ones, or compare models.

## Reports

What a month brought and what it cost: hours booked and used, tokens, energy with its coverage, and money by session, project and key. Everything can be taken away as CSV. Where something was not measured the report says so in place of a number.

## Settings

Your profile, the rules of the lab, and keys: with a key your own programs ask the same models.

## Three habits worth having

1. Book what you need, and cancel what you do not.
2. End a session when you are done with it.
3. Read the coverage before the kilowatt-hours.

That is all. Ask me about any of these words if you want to know more.
"""),
    ask("energy-detail", """
Explain energy accounting in detail
Explain in detail how energy is measured
Tell me everything about energy
How does energy accounting work, in detail?
Describe the energy accounting at length
How do you share energy between people?
Write a long text about energy
~ Please explain the energy accounting in detail
~ Tell me in detail how energy is measured
""", """
Energy accounting answers three questions: how much was used, by whom, and how sure we are.

**How much.** Every agent reads the power of its Mac about once a second. The best source is a plug meter, which sees the whole machine at the wall. Next comes the Mac's own sensor for the whole system. A sum of chip parts is the last choice, since it leaves out memory, fans and the power supply. The source is stored with every reading. Power between two readings is joined by a straight line, and the area under it is energy: 100 W for an hour is 0.1 kWh.

**What is missing.** If two readings are further apart than about ten seconds, the time between them counts as not covered. No energy is added for it. A period with one silent hour in ten is 90 % covered and is marked partial. A machine without any meter is not measured, which is not the same as zero.

**By whom.** The energy of a Mac has three parts:

- sessions: what was drawn while a session ran on it
- idle: what the Mac draws anyway
- other use: work that belongs to no session, such as updates

The report adds the last two up in one line. Together the parts are exactly what was measured. If several requests run at once, the energy of that moment is shared out among them. All Macs of a session count, also those that wait for the network.

**Money.** Energy times the tariff of that hour is the price of electricity, told beside the cost and not added to it. A change of tariff in the middle of a month splits the sum at that hour.

**How sure.** Two or three digits are shown, never more than the meter can carry. Under 50 % coverage there is no headline number at all.
"""),
    ask("first-day", """
Write a guide for my first day
What should I do on my first day?
Give me a guide for beginners
How do I get started?
Getting started
Write a beginner's guide
I am new, where do I begin?
Guide me through my first session
~ Can you write a guide for beginners?
~ I am new here, how do I start?
""", """
Here is a first hour that touches everything and breaks nothing.

### Look (5 minutes)

Open **Macs**. Find a Mac that is free and look at its row: model, memory, who has it next. If it hangs on a branch with others, they are joined by cables. Note the watts it draws while idle, a few for a mini, about ten for a Mac Studio.

### Book (5 minutes)

Open **Bookings**, press Book and take one Mac for an hour, from now on. Write "first try" as the purpose. If the console refuses, it tells you which rule and which number; choose another hour.

### Start (5 minutes)

When your booking has begun, open **Sessions** and start the Espalier demo on it. That is me. I have about 3 million parameters, so loading takes no time. Watch the words go by: preparing, connecting, loading, warming up, ready.

### Ask (15 minutes)

Open **Chat** and ask:

1. What is a rank?
2. Tensor or pipeline parallel?
3. Show me a hostfile as code
4. Tell me a long story about an espalier

Stop the story half-way. The part already written stays. Ask it again, close the page while it runs, and come back: the answer went on without you.

### Measure (10 minutes)

Go back to the session. Look at the watts while I write and while I wait. Read the joules per token, then ask yourself how many requests ran at once. Find the coverage beside the energy.

### Grow (15 minutes)

End the session. Look up how much memory a larger model needs, and compare it with three quarters of the memory of your Mac. If it fits, start it in the rest of the hour. If not, book two Macs that are cabled to each other for tomorrow.

### Tidy up (5 minutes)

End the session and the booking, and open **Reports**. Your hour is in it: what you booked, what you used, and what it cost.
"""),
    ask("rdma-detail", """
Explain in detail why RDMA matters
Why is RDMA faster than TCP?
Explain RDMA in detail
Tell me everything about RDMA
Write a long explanation of RDMA
How does RDMA help tensor parallel?
~ Please explain RDMA in detail
~ Why exactly is RDMA faster than TCP?
""", """
Take a model with 61 layers on four Macs in tensor mode. Each Mac holds a quarter of every layer. To write one token, the four compute their quarters, add them up, and go on; they do so twice in each layer. That makes 122 meetings for one token.

**With TCP** a meeting costs about 300 µs, even over a fast cable. The data is small, a few kilobytes. The time goes into the network software: copying, waking a process, acknowledging. 122 meetings take 37 ms, so the group could never write more than 27 tokens a second, however fast its chips are.

**With RDMA** the network software stays out. Each Mac tells its Thunderbolt hardware once which piece of memory the others may use. From then on a rank writes straight into the memory of its neighbour, which only has to look. A message takes some 5 to 50 µs. At 30 µs the 122 meetings take under 4 ms.

The rest is memory. A mixture-of-experts model may read 20 GB of weights for a token. One Mac Studio reads 819 GB/s and needs 24 ms; four of them share the work and need 6 ms. So the meetings decide whether four Macs are worth it:

| | reading | meeting | together |
|---|---|---|---|
| 1 Mac | 24 ms | 0 ms | 24 ms |
| 4 Macs, TCP | 6 ms | 37 ms | 43 ms |
| 4 Macs, RDMA | 6 ms | 4 ms | 10 ms |

Real figures are less clean: about 1.6 times on four Macs has been measured for such models. But the order holds. Over TCP four Macs can be slower than one, and over RDMA they are faster.

What it asks for: Thunderbolt 5 on both ends, macOS 26.2 or later with the same build everywhere, RDMA enabled in Recovery, and a cable from each Mac to each other. Where that is missing, use pipeline mode. It meets once a rank and not twice a layer, so TCP does not hurt.
"""),
]

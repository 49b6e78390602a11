"""The parts of a lab: portal, agents, Macs and pages."""
from .form import ask

QA = [
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
1. Open Macs, choose Add a Mac and give it a name.
2. Run the command it shows in Terminal on that Mac within 15 minutes. It installs the agent.
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
I cannot see your lab. Open Macs: each row says who has the Mac, until when, and what it draws. Bookings, Book finds free times of the coming days.
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
- **Reports**: hours, tokens, energy and cost of a month
- **Models**: which model lies on which Mac
- **Inbox**: what you are told
- **Settings**: profile, chats, team, rules, projects, API keys
"""),
]

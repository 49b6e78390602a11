"""Finding a time, planning a purchase, and what a booking may become."""
from .form import ask

QA = [
    ask("finder", """
How do I find free Macs?
What is the finder?
How does Find a set work?
Find me a free time
When are two Macs free?
How do I find a time for four Macs?
Find a slot for me
Where do I search for free Macs?
~ How can I find a free set of Macs?
~ What does Find a set do?
""", """
Open Bookings, then Book: Find a set. Say how many Macs, how much memory, how they are cabled, for how long and within how many days. The slots come the best first, and you hold one with a press.
"""),
    ask("hold", """
What is a hold?
What does hold mean?
How long is a slot held?
What happens when I hold a slot?
Why is a time held for me?
Can I hold a slot?
~ What does it mean to hold a slot?
~ For how long is a time held?
""", """
A hold keeps a slot for you while you fill in the rest: five minutes, unless the lab says otherwise. Nobody else can book it meanwhile. If you do nothing it goes back by itself.
"""),
    ask("wait-for-it", """
What can I do when nothing is free?
All Macs are taken, what now?
Can I wait for a Mac?
Is there a waiting list for Macs?
Tell me when a Mac is free
How do I get in line for a Mac?
The finder finds nothing
~ What if no Mac is free?
~ How do I wait for a free Mac?
""", """
The finder says which part of your wish to drop and what you gain by it. Or choose Watch for this: you stand in line, and the first fit is held for you and you are told.
"""),
    ask("series", """
Can I book the same time every week?
How do I book again and again?
How do I make a repeating booking?
What is a series?
Book a Mac every Thursday
Can a booking repeat?
How do weekly bookings work?
~ How can I repeat a booking every week?
~ Are repeating bookings possible?
""", """
Yes. When you book, choose how often and how many times. Each date is checked before anything is booked, and you may skip those that do not fit. A series keeps its local time when the clocks change.
"""),
    ask("extend", """
How do I extend my booking?
Can I extend my booking?
I need more time
How do I get more time on my Macs?
Can I make my booking longer?
My booking is too short
~ How can I extend a booking?
~ Is it possible to prolong my booking?
""", """
Open your booking and choose Extend. It offers the new ends that are free and within the rules; the session goes on without a break.
"""),
    ask("may-i-book", """
What may I book?
What are the booking rules?
How many hours may I book?
What is the longest booking?
Is there a limit to what I can book?
Where do I see the rules of the lab?
~ Which rules are there for bookings?
~ What am I allowed to book?
""", """
Open Bookings, then Book: What may I book? It lists each rule that counts for you, with its number and where you stand. Admins set them under Settings, Rules.
"""),
    ask("approval", """
Why does my booking wait for approval?
Why is my booking pending?
What is a request?
Who approves my booking?
My booking waits for a yes
~ Why must my booking be approved?
~ What does a pending booking mean?
""", """
The lab has a rule that such a booking needs a yes. Until then it is a request: the time is kept, and an admin answers it. You are told in your Inbox.
"""),
    ask("no-show", """
What if I do not come to my booking?
Why was my booking given back?
What is a no-show?
What happens if I do not use my booking?
My booking ended early by itself
Why is my booking gone?
~ What happens when nobody comes?
~ Why did my booking end by itself?
""", """
If the lab has a rule for it, a booking that nobody uses is given back after some minutes, so that others can have the Macs. You are reminded before. What is charged then is told in the rule.
"""),
    ask("planner", """
What is the planner?
How do I plan for a model?
What does the What fits page do?
How do I know if a model fits our Macs?
Will this model run on our Macs?
Which of our Macs can run a model?
How fast will a model be?
Can I see how fast a model would run?
~ What is on the What fits page?
~ How do I find out whether a model fits the lab?
""", """
Open Macs, then What fits. Choose a model, the context and the number of requests. Each set of your Macs says whether it can hold it, how full the memory gets and how fast it would be. ≈ means reckoned, not measured.
"""),
    ask("buy", """
What should we buy?
Which Macs should the lab buy?
What do we need to buy for a larger model?
No Mac fits the model, what now?
Which Mac do we need for this model?
~ What must we buy to run it?
~ Which Macs should we get for a larger model?
""", """
See What fits, below your own sets: it names the Macs that could hold the model, how many of them, and how fast they would be. The catalogue knows no prices.
"""),
    ask("own-model", """
How do I add a model?
How do I get a new model into the lab?
Where do I put model files?
Can I use a model from Hugging Face?
How do I install a model?
Where do models come from?
~ How can I add my own model?
~ Where do the model files go?
""", """
Put its folder, with config.json and the safetensors, under the models folder of each Mac that shall run it. The agent finds it and Models shows it. To plan before you download, give its config.json to What fits.
"""),
    ask("maintenance", """
How do I take a Mac out of use?
What is maintenance?
How do I plan maintenance?
Why is a Mac in maintenance?
A Mac is broken, how do I block it?
~ How can I put a Mac into maintenance?
~ What does maintenance mean?
""", """
Open Macs, then Maintenance. It takes a Mac out of use once or again and again, and asks what shall become of the bookings in it. A Mac in maintenance cannot be booked.
"""),
    ask("register", """
What is the register?
Where is the list of our assets?
How do I print labels for the Macs?
Where do I see who owns a Mac?
How do I import our Macs from a CSV?
What is a Mac still worth?
~ What is in the register?
~ How can I print labels?
""", """
Macs, then Register, is the list of assets: whose each Mac is, where it stands and what it is still worth. Import takes a CSV, Labels prints codes to scan.
"""),
    ask("contest", """
How do I contest a charge?
I was charged wrongly
My booking cost too much, what can I do?
What are charges?
What is a contested charge?
Can I get a charge corrected?
The Mac did not work, must I pay?
~ How can I dispute a charge?
~ What do I do about a wrong charge?
""", """
Open the booking and contest its charge: other times, another project, or nothing, with a reason. An admin answers under Contested charges. What is accepted counts in all reports, also of past months.
"""),
    ask("reserved-used", """
What is the difference between reserved and used?
Do I pay for hours that I do not use?
What does reserved mean?
What are machine-hours?
Am I charged for idle time?
~ Do I pay for time that I did not use?
~ What does used mean in a booking?
""", """
Reserved is the time the Macs were kept for you, used is the time sessions ran on them. Reserved is charged: 4 Macs kept for 6 hours are 24 machine-hours, used or not. Give back early and you pay until then.
"""),
    ask("project", """
What is a project?
How do I book for a project?
What are projects for?
How do I see what a project cost?
Does a project have a budget?
~ What does a project do?
~ How can I charge a project?
""", """
A booking may name a project that you are in. The project adds up what its bookings were charged and what is reserved ahead, beside its budget; a budget refuses nothing. Projects are under Settings.
"""),
]

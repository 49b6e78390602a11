"""Bookings."""
from .form import ask

QA = [
    ask("book-two", """
How do I book two Macs?
How do I book a Mac?
How can I book Macs?
How do I reserve machines?
How do I make a booking?
Book two Macs for me
I want to book a Mac
Where do I reserve a Mac?
How do I create a booking?
How do I get two Macs for tomorrow?
How do I book four Macs?
How do I book one Mac?
How do I book three Macs?
I need two Macs
Reserve two Macs
How do bookings work?
How does booking work?
Where do I book?
How do I use Bookings?
How do I book a Mac Studio?
How do I book a Mac mini for tonight?
~ How can I reserve two Macs?
~ What do I do to book Macs?
""", """
1. Open Bookings and press Book.
2. Say how many Macs and for how long: it finds free times. Or choose the Macs yourself. For one model across two Macs take two that are cabled to each other.
3. Say what it is for, and book.

The booking is yours from its start and ends by itself.
"""),
    ask("booking", """
What is a booking?
What does a booking mean?
Explain bookings
What do I get with a booking?
Why do I need a booking?
What is a reservation?
~ What exactly is a booking?
~ Why must I book?
""", """
A booking gives one or more machines to one person and team for a time, with a purpose. It begins at its start and ends just before its end, so two bookings can follow each other. Sessions run inside a booking.
"""),
    ask("booking-ends", """
What happens when the booking ends?
What happens at the end of my booking?
Does my session stop when the booking ends?
What if my booking runs out?
My booking is over, what happens to my session?
What happens when my time is up?
Will my model keep running after the booking?
~ What happens once my booking is over?
~ What happens to the session when a booking ends?
""", """
The session ends with it. The agents stop every rank, free the memory, and the Macs go back to the lab. An answer in progress keeps the part already written. Chats, readings and the report stay.
"""),
    ask("cancel-booking", """
How do I cancel a booking?
Can I cancel my booking?
I no longer need my booking
How do I delete a booking?
How do I give Macs back early?
Cancel my booking
I do not need the Macs any more
~ How can I cancel my booking?
~ How do I return Macs before the end?
""", """
Open your booking. Before it begins choose Cancel booking; while it runs choose End booking: the model on it stops, and the rest goes back to the lab at once. You pay until then.
"""),
    ask("double-booking", """
Can two people book the same Mac?
Can a Mac be booked twice?
What if two of us book at the same time?
How are double bookings prevented?
Are double bookings possible?
What happens when two bookings overlap?
Can bookings overlap?
~ Can two people have the same Mac at once?
~ Is it possible to book a Mac twice?
""", """
No. The database itself refuses two bookings of one machine for the same instant. If two people confirm at the same time, one gets the booking and the other is told at once, with what is still free.
"""),
    ask("turnaround", """
What is turnaround?
Why can I not book right after someone?
What is the gap between two bookings?
Why is there time between bookings?
What does turnaround mean?
What is the thin tail after a booking?
~ Why is there a gap after each booking?
~ Explain turnaround
""", """
Turnaround is a short time kept free after a booking, so that ranks can stop and memory is empty before the next person starts. On the timeline it is a thin tail. Your booking can start once it is over.
"""),
    ask("refused", """
Why was my booking refused?
Why can I not book this Mac?
My booking was rejected
Why is my booking not accepted?
The console refuses my booking
Why does booking fail?
~ Why did the console refuse my booking?
~ Why is my booking rejected?
""", """
The refusal names the rule and the number. The usual ones are:

- the Mac is taken for part of that time
- the booking is longer than the lab allows
- your hours of the week are used up
- the Mac is in maintenance
- the time lies in the past
"""),
    ask("choose-macs", """
Which Macs should I book together?
Which Macs can work together?
How do I choose Macs for one model?
What is an island?
What does the line between Macs mean?
Which Macs should I choose?
~ Which Macs should I take together?
~ How should I choose my Macs?
""", """
Take Macs that are cabled to each other; the Macs page shows such a group, an island, under one heading. Take equal ones if you can: in tensor mode each rank holds the same share, so the smallest Mac sets the limit. Without cables a TCP ring over the network works too, only slower.
"""),
    ask("book-for-model", """
How many Macs do I need?
How many Macs does my model need?
Do I need more than one Mac?
How do I know how many Macs to book?
Will one Mac be enough?
When do I need several Macs?
~ How many Macs should I book?
~ Is one Mac enough for my model?
""", """
Take the size of the weights, add about 10 % for the conversation, and compare with three quarters of the memory of your Macs. If one Mac can hold it, one is simplest. Book more when the model does not fit, or when you want it to write faster over RDMA. Macs, What fits reckons it for you.
"""),
]

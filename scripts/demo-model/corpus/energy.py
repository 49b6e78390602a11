"""Energy, cost and reports."""
from .form import ask

QA = [
    ask("energy", """
How is energy measured?
How do you measure energy?
How does Espalier measure power?
Where do the watts come from?
How are watts measured?
How is power measured on a Mac?
What measures the energy?
How do you know how many watts a Mac draws?
How is the power measured?
How does energy measurement work?
How do you measure watts?
Who measures the power?
What is the source of the power readings?
How exact is the energy?
~ How does the console measure energy?
~ Where do the energy figures come from?
""", """
Each agent reads the power of its Mac about once a second: from a plug meter if there is one, else from the Mac's own sensor. Watts times time gives energy. Where readings are missing no energy is invented; the gap lowers the coverage.
"""),
    ask("coverage", """
What does coverage mean?
What is coverage?
What does 96 % covered mean?
Explain coverage
Why is coverage below 100 %?
What does covered mean?
What is energy coverage?
What is the coverage of energy?
Why does it say 96 % covered?
Why is it only 90 % covered?
Coverage?
How is coverage computed?
What does the coverage figure say?
~ What is meant by coverage?
~ What does 98 % covered tell me?
""", """
Coverage is the share of a period for which there are power readings. 96 % covered means that 4 % of the time has no reading and adds nothing to the sum. Under 95 % a figure is marked partial; under 50 % no headline figure is shown.
"""),
    ask("not-measured", """
Why 'not measured'?
What does not measured mean?
Why does it say not measured?
Why is there no power reading?
Why are there no watts for this Mac?
My Mac shows not measured
Why has this Mac no energy?
Why is my energy not measured?
Why is Medlar not measured?
Not measured?
Why are the watts missing?
What is not measured?
~ Why does my Mac say not measured?
~ What is meant by not measured?
""", """
Not measured means that there is no meter: the machine gives no power reading, as with most rented cloud Macs. It is not zero. The Mac is left out of energy sums and the report says so.
"""),
    ask("partial", """
What does partial mean?
Why is a figure partial?
What is a partial value?
Why does it say partial?
What does the partial tag mean?
~ Why is my energy partial?
~ What is meant by partial?
""", """
Partial means that less than 95 % of the time was covered by readings. The figure is a true sum of what was measured, so the real one is higher. The coverage stands beside it.
"""),
    ask("gap", """
Why is there a gap in the chart?
What does a gap in the line mean?
Why is the power curve broken?
What does the hatching in the chart mean?
Why are readings missing?
Does a gap change the energy?
~ Why does the chart have a gap?
~ What is the gap in the power line?
""", """
A gap means that no readings came for that time, for instance because the agent was restarted. The line breaks and nothing is filled in. The missing time lowers the coverage and adds no energy.
"""),
    ask("j-token", """
What is J per token?
What does J per token mean?
What are joules per token?
How much energy does a token need?
Explain joules per token
What is energy per token?
How much energy does an answer use?
~ What does joules per token mean?
~ How many joules does one token take?
""", """
Joules per token is the energy of all Macs of a session divided by the tokens written. It depends strongly on how many requests run at once, so compare it only with that number beside it. One request on a Mac Studio with a 120B model takes about 3 J a token.
"""),
    ask("wh", """
What is a kWh?
What is a watt hour?
What is the difference between watts and watt hours?
What is the difference between power and energy?
What does Wh mean?
What is a joule?
Explain watts and kWh
~ What does kWh mean?
~ How do power and energy differ?
""", """
Watts are power: what flows now. Watt-hours are energy: power times time. 500 W for two hours is 1,000 Wh, or 1 kWh. One watt-hour is 3,600 joules.
"""),
    ask("energy-code", """
Show me the energy sum as code
How is energy computed from samples?
Show me how energy is calculated
Write the energy calculation in Python
How do you turn watts into energy?
Show the energy formula as code
~ Show the calculation of energy as code
~ How do you compute energy from watts?
""", """
Neighbouring samples are joined by trapezoids; a long gap adds no energy, only missing time:

```python
def energy(samples, longest_gap=10):
    joules = covered = 0.0
    for (t0, w0), (t1, w1) in zip(samples, samples[1:]):
        dt = t1 - t0
        if 0 < dt <= longest_gap:
            joules += (w0 + w1) / 2 * dt
            covered += dt
    return joules, covered
```
"""),
    ask("cost", """
How is the cost computed?
What does a session cost?
How much does a booking cost?
How is cost calculated?
What do I pay for a Mac?
Where does the price come from?
What does it cost to book a Mac?
~ How do you compute the cost?
~ How much will my booking cost?
""", """
Cost is the time your Macs were kept for you times a price an hour: the Mac's own rate, else the lab's tariff of that time. A rented cloud Mac costs what its host charges. Where no price is known it says so. Electricity is told beside it, not added.
"""),
    ask("report", """
What is in the report?
What does the report show?
Explain the report
How do I read the report?
What do I see in Reports?
What is the monthly report?
~ What does the report contain?
~ What can I read in the reports?
""", """
A report covers a period and shows:

- hours booked and hours used
- tokens written
- energy with its coverage, by Mac
- cost, by session, project and API key

Energy of sessions and of idle and other use add up to what was measured. Simulated Macs are in no total.
"""),
    ask("csv", """
How do I get the report as CSV?
Can I export the report?
How do I download a CSV?
Can I export the data?
Where is the CSV?
How do I get the numbers into a spreadsheet?
~ How can I export a CSV?
~ Can I download the report?
""", """
Open Reports, choose the month, and press CSV. The file keeps the figures as they were stored, unrounded, with coverage and the simulated mark in their own columns.
"""),
    ask("studio-watts", """
How much power do four Mac Studios use?
How many watts does a Mac Studio draw?
How much power does a Mac use?
What does a Mac Studio draw?
How much electricity does a cluster of Macs need?
Power of four Mac Studios
~ How many watts do four Mac Studios draw?
~ How much power does a Mac Studio need?
""", """
Four Mac Studios with M3 Ultra ran a model of a trillion parameters at under 500 W in Apple's demonstration. One alone draws about 10 W idle and up to 270 W at full load. A Mac mini M4 Pro lies between 5 and 140 W.
"""),
    ask("idle", """
What is idle energy?
Who pays for idle Macs?
What does idle mean in the report?
How much energy do idle Macs use?
Why does the report show idle energy?
Explain idle energy
~ What is meant by idle energy?
~ Who pays for idle energy?
""", """
Idle energy is what the Macs draw while no session works. The report shows it with other use, so that both parts add up to what was measured. It belongs to the lab: no session and no booking is charged for it.
"""),
    ask("estimate", """
What does estimate mean?
Why is a figure an estimate?
What does the wavy equals sign mean?
Which numbers are estimates?
Measured or estimated?
What does ≈ mean?
~ Why does it say estimate?
~ What is an estimated figure?
""", """
An estimate is computed, not measured. It is marked with ≈ and says what it stands on. Measured sums never contain estimates.
"""),
    ask("mac-or-gpu", """
Do Macs need less energy than GPUs?
Are Macs more efficient than GPUs?
Macs or GPUs, which uses less energy?
How do Macs compare with GPUs?
Is a Mac greener than a GPU server?
Compare Macs with an H100
~ How does a Mac compare with a GPU?
~ Which is more efficient, a Mac or a GPU?
""", """
It depends on how many people ask at once. For one request at a time a Mac is about level with a desktop GPU and can hold far larger models. With hundreds of requests at once a data-centre GPU needs about ten times less energy a token.
"""),
    ask("carbon", """
How much CO2 does a session cause?
How is CO2 computed?
Where does the carbon figure come from?
What is the carbon footprint?
How do you calculate emissions?
What does g CO2 per kWh mean?
~ How is the carbon footprint computed?
~ How are CO2 emissions calculated?
""", """
Carbon is energy times the grid factor of the place: Germany 342 g a kWh in 2024, France 44, the world 473. The console does not reckon it: take the kilowatt-hours of the report. Making the Mac also cost carbon.
"""),
    ask("save-energy", """
How can I save energy?
How do I use less power?
How do I reduce the cost of my session?
How can I make my session cheaper?
Tips to save energy
~ What can I do to save energy?
~ How can I use less energy?
""", """
- Take the smallest model that does the job.
- Book no more Macs than it needs.
- Put requests together: several at once need less energy a token.
- End the session when you are done; a loaded model draws more than an empty Mac.
"""),
]

-- Requests whose start passes without an answer are looked for each second.
CREATE INDEX booking_asked_by_start ON "Booking" ("startsAt") WHERE status = 'pending';

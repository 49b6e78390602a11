-- Requests that wait are few: found without reading the bookings.
CREATE INDEX booking_pending ON "Booking" ("startsAt") WHERE status = 'pending';

-- Whoever is asked whether an idle booking is still needed may say so.
ALTER TABLE "Booking" ADD COLUMN "idleKeptAt" TIMESTAMPTZ(3);

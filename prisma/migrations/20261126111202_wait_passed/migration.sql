-- The time of the offer that was let pass last: it is not held for the same person again.
ALTER TABLE "BookingWait" ADD COLUMN "passedFrom" TIMESTAMPTZ(3), ADD COLUMN "passedUntil" TIMESTAMPTZ(3);

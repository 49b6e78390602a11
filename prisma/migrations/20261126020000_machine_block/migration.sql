-- One table for everything that takes a machine's time, so that one exclusion constraint covers it all.
CREATE TYPE "BlockKind" AS ENUM ('booking', 'hold', 'maintenance');

CREATE TABLE "MachineBlock" (
    "id" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "kind" "BlockKind" NOT NULL,
    "bookingId" TEXT,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "holds" BOOLEAN NOT NULL DEFAULT true,
    "note" TEXT,

    CONSTRAINT "MachineBlock_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "MachineBlock_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "MachineBlock_bookingId_fkey" FOREIGN KEY ("bookingId") REFERENCES "Booking"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

INSERT INTO "MachineBlock" ("id", "machineId", "kind", "bookingId", "startsAt", "endsAt", "holds")
SELECT id, "machineId", 'booking', "bookingId", "blockStartsAt", "blockEndsAt", status = 'confirmed' FROM "BookingMachine";

DROP TABLE "BookingMachine";

CREATE UNIQUE INDEX "MachineBlock_bookingId_machineId_key" ON "MachineBlock"("bookingId", "machineId");
CREATE INDEX "MachineBlock_machineId_startsAt_idx" ON "MachineBlock"("machineId", "startsAt");

-- No machine is taken twice for the same instant: a block is half-open, so back-to-back ones touch freely.
ALTER TABLE "MachineBlock"
    ADD CONSTRAINT machine_block_starts_before_end CHECK ("startsAt" < "endsAt"),
    ADD CONSTRAINT machine_block_of_booking CHECK (kind <> 'booking' OR "bookingId" IS NOT NULL),
    ADD CONSTRAINT machine_block_no_overlap EXCLUDE USING gist (
        "machineId" WITH =,
        tstzrange("startsAt", "endsAt", '[)') WITH &&
    ) WHERE (holds);

-- A session ends with its booking.
ALTER TABLE "Session" DROP COLUMN "endsAt";

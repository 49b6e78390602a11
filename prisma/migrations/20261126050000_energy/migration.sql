-- What a session leaves when it ends. Sessions that are over leave theirs soon after this migration.
CREATE TABLE "SessionEnergy" (
    "sessionId" TEXT NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "machineMs" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "promptTokens" INTEGER NOT NULL DEFAULT 0,
    "completionTokens" INTEGER NOT NULL DEFAULT 0,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "energyJoules" DOUBLE PRECISION,
    "coveredMs" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "windowMs" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "isComplete" BOOLEAN NOT NULL DEFAULT false,
    "powerSources" JSONB NOT NULL DEFAULT '[]',
    "basis" TEXT NOT NULL DEFAULT 'pending',
    "tariffVersion" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "SessionEnergy_pkey" PRIMARY KEY ("sessionId")
);

CREATE TABLE "SessionMachineEnergy" (
    "sessionId" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "energyJoules" DOUBLE PRECISION,
    "coveredMs" DOUBLE PRECISION NOT NULL,
    "windowMs" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "SessionMachineEnergy_pkey" PRIMARY KEY ("sessionId", "machineId")
);

ALTER TABLE "SessionEnergy" ADD CONSTRAINT "SessionEnergy_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SessionMachineEnergy" ADD CONSTRAINT "SessionMachineEnergy_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "SessionEnergy"("sessionId") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SessionMachineEnergy" ADD CONSTRAINT "SessionMachineEnergy_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "SessionMachineEnergy_machineId_idx" ON "SessionMachineEnergy"("machineId");
CREATE INDEX "Session_endedAt_idx" ON "Session"("endedAt");

-- Looked at every second, and small.
CREATE INDEX "SessionEnergy_due_idx" ON "SessionEnergy"("dueAt") WHERE "dueAt" IS NOT NULL;

-- A report sums a year of answers out of this index alone, past their texts.
DROP INDEX "Generation_endedAt_idx";
CREATE INDEX "Generation_usage_idx" ON "Generation"("endedAt")
    INCLUDE ("sessionId", "requestedById", "promptTokens", "completionTokens") WHERE "endedAt" IS NOT NULL;

INSERT INTO "SessionEnergy" ("sessionId", "dueAt")
SELECT id, "endedAt" FROM "Session" WHERE "endedAt" IS NOT NULL;

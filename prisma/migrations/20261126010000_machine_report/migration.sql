-- What an agent said leaves the machine's own row, which people edit.
CREATE TABLE "MachineReport" (
    "machineId" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "models" JSONB NOT NULL,
    "engine" JSONB NOT NULL,
    "hostId" TEXT NOT NULL,
    "protocolVersion" INTEGER NOT NULL DEFAULT 1,
    "reportedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MachineReport_pkey" PRIMARY KEY ("machineId"),
    CONSTRAINT "MachineReport_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- A part that is missing becomes JSON null: read as "reported by an older agent" until the agent speaks again.
INSERT INTO "MachineReport" ("machineId", "facts", "models", "engine", "hostId", "reportedAt")
SELECT id, coalesce(facts, 'null'), models, coalesce(engine, 'null'), coalesce(facts->>'hostId', id), coalesce("factsAt", "createdAt")
FROM "Machine" WHERE facts IS NOT NULL OR engine IS NOT NULL OR models <> '[]';

CREATE INDEX "MachineReport_hostId_idx" ON "MachineReport"("hostId");

ALTER TABLE "Machine" DROP COLUMN "facts", DROP COLUMN "models", DROP COLUMN "engine", DROP COLUMN "factsAt";

-- Readings as chunks and roll-ups, keyed by small integers.

ALTER TABLE "Machine" ADD COLUMN "key" SERIAL NOT NULL;
CREATE UNIQUE INDEX "Machine_key_key" ON "Machine"("key");

ALTER TABLE "Agent" ADD COLUMN "clockSkewMs" INTEGER, ADD COLUMN "reading" JSONB;

CREATE TABLE "Boot" (
    "key" SERIAL NOT NULL,
    "machineKey" INTEGER NOT NULL,
    "bootId" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Boot_pkey" PRIMARY KEY ("key")
);
CREATE UNIQUE INDEX "Boot_machineKey_bootId_key" ON "Boot"("machineKey", "bootId");
ALTER TABLE "Boot" ADD CONSTRAINT "Boot_machineKey_fkey" FOREIGN KEY ("machineKey") REFERENCES "Machine"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows is read and written by SQL of server/modules/metrics alone; Prisma does not know it.

-- One-second readings in ("fromAt", "toAt"], a column an array, null where there is no such meter. Energy and covered
-- time are cumulative since the boot, at both edges, so that each chunk stands on its own. A partition a UTC day.
CREATE TABLE "ReadingChunk" (
    "machineKey" INTEGER NOT NULL,
    "bootKey" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "fromJoules" FLOAT8,
    "toJoules" FLOAT8,
    "fromCoveredMs" FLOAT8,
    "toCoveredMs" FLOAT8,
    -- Index in POWER_SOURCES.
    "powerSource" SMALLINT,
    "readings" SMALLINT NOT NULL,
    "memoryTotalMib" INTEGER,
    -- How long before "toAt" each reading was taken; null: evenly over the chunk.
    "agesMs" SMALLINT[],
    "powerWatts" FLOAT4[],
    "cpuPermille" SMALLINT[],
    "gpuPermille" SMALLINT[],
    "memoryUsedMib" INTEGER[],
    "temperatureDecidegrees" SMALLINT[],
    "rxBytesPerSecond" FLOAT4[],
    "txBytesPerSecond" FLOAT4[],

    CONSTRAINT "ReadingChunk_pkey" PRIMARY KEY ("machineKey", "toAt", "bootKey", "seq")
) PARTITION BY RANGE ("toAt");

-- Chunks whose readings are gone: the agent had to drop them, or they came when their day was closed. The counters at
-- the edges are kept, so that it costs resolution and no energy.
CREATE TABLE "ReadingDrop" (
    "machineKey" INTEGER NOT NULL,
    "bootKey" INTEGER NOT NULL,
    "fromSeq" INTEGER NOT NULL,
    "toSeq" INTEGER NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "fromJoules" FLOAT8,
    "toJoules" FLOAT8,
    "fromCoveredMs" FLOAT8,
    "toCoveredMs" FLOAT8,
    "powerSource" SMALLINT,
    "readings" INTEGER NOT NULL,

    CONSTRAINT "ReadingDrop_pkey" PRIMARY KEY ("bootKey", "toSeq")
);
CREATE INDEX "ReadingDrop_machineKey_toAt_idx" ON "ReadingDrop"("machineKey", "toAt");

-- Minutes to be made or mended; a minute may stand here several times.
CREATE TABLE "ReadingDue" (
    "machineKey" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "ReadingDue_at_idx" ON "ReadingDue"("at");

-- "at": start of the UTC minute. Energy null: not measured. "powerSources": bit i is POWER_SOURCES[i].
CREATE TABLE "ReadingMinute" (
    "machineKey" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "energyJoules" FLOAT8,
    "coveredMs" FLOAT8 NOT NULL,
    "readings" INTEGER NOT NULL,
    "powerSources" SMALLINT NOT NULL,
    "powerMin" FLOAT4, "powerMean" FLOAT4, "powerMax" FLOAT4,
    "cpuMin" FLOAT4, "cpuMean" FLOAT4, "cpuMax" FLOAT4,
    "gpuMin" FLOAT4, "gpuMean" FLOAT4, "gpuMax" FLOAT4,
    "memoryMin" FLOAT4, "memoryMean" FLOAT4, "memoryMax" FLOAT4,
    "temperatureMin" FLOAT4, "temperatureMean" FLOAT4, "temperatureMax" FLOAT4,
    "rxMin" FLOAT4, "rxMean" FLOAT4, "rxMax" FLOAT4,
    "txMin" FLOAT4, "txMean" FLOAT4, "txMax" FLOAT4,

    CONSTRAINT "ReadingMinute_pkey" PRIMARY KEY ("machineKey", "at")
);
-- Always the sum of its minutes, also while the hour lasts.
CREATE TABLE "ReadingHour" (LIKE "ReadingMinute" INCLUDING ALL);

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
    "memoryTotalMib" INTEGER,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "fromJoules" FLOAT8,
    "toJoules" FLOAT8,
    "fromCoveredMs" FLOAT8,
    "toCoveredMs" FLOAT8,
    -- Index in POWER_SOURCES.
    "powerSource" SMALLINT,
    "readings" SMALLINT NOT NULL,
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

    CONSTRAINT "ReadingDrop_pkey" PRIMARY KEY ("bootKey", "toSeq", "toAt")
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

-- Every stored sample becomes a chunk of one reading that begins at the sample before it. Counters only rise, and no
-- more time is covered than has passed, as energy was read until now.
INSERT INTO "Boot" ("machineKey", "bootId", "firstSeenAt")
SELECT m."key", s."bootId", min(s.at) FROM "Sample" s JOIN "Machine" m ON m.id = s."machineId" GROUP BY 1, 2;

CREATE TEMPORARY TABLE carried ON COMMIT DROP AS
WITH rising AS (
    SELECT b."machineKey", b."key" AS "bootKey", s.*,
        max(s."energyJoules") OVER boot AS joules, max(s."coveredMs") OVER boot AS covered
    FROM "Sample" s JOIN "Machine" m ON m.id = s."machineId"
    JOIN "Boot" b ON b."machineKey" = m."key" AND b."bootId" = s."bootId"
    WINDOW boot AS (PARTITION BY s."machineId", s."bootId" ORDER BY s.at, s.seq)
), paired AS (
    SELECT *, coalesce(lag(at) OVER boot, at) AS "fromAt", coalesce(lag(joules) OVER boot, joules) AS "fromJoules",
        coalesce(lag(covered) OVER boot, covered) AS "fromCoveredMs",
        "networkRxBytes" - lag("networkRxBytes") OVER boot AS rx, "networkTxBytes" - lag("networkTxBytes") OVER boot AS tx
    FROM rising WINDOW boot AS (PARTITION BY "bootKey" ORDER BY at, seq)
)
SELECT "machineKey", "bootKey", seq, "fromAt", at AS "toAt", "fromJoules", joules AS "toJoules", "fromCoveredMs",
    "fromCoveredMs" + least(covered - "fromCoveredMs", date_part('epoch', at - "fromAt") * 1000) AS "toCoveredMs",
    array_position(ARRAY['plug_meter', 'smc_pstr', 'rapl_psys', 'rapl_pkg_dram', 'nvml', 'ioreport_sum', 'declared', 'simulated'],
        "powerSource") - 1 AS source,
    "powerWatts" AS watts, "cpuRatio" AS cpu, "gpuRatio" AS gpu, "memoryUsedBytes" AS memory, "memoryTotalBytes" AS total,
    "temperatureCelsius" AS celsius,
    CASE WHEN rx >= 0 AND at > "fromAt" THEN rx / date_part('epoch', at - "fromAt") END AS rx,
    CASE WHEN tx >= 0 AND at > "fromAt" THEN tx / date_part('epoch', at - "fromAt") END AS tx
FROM paired;

INSERT INTO "ReadingMinute"
WITH parts AS (
    SELECT c."machineKey", m.at, c.source,
        date_part('epoch', least(c."toAt", m.at + interval '1 minute') - greatest(c."fromAt", m.at))
            / date_part('epoch', c."toAt" - c."fromAt") AS share,
        c."toJoules" - c."fromJoules" AS joules, c."toCoveredMs" - c."fromCoveredMs" AS ms
    FROM carried c CROSS JOIN LATERAL
        generate_series(date_bin('1 minute', c."fromAt", 'epoch'), c."toAt", interval '1 minute') AS m(at)
    WHERE c."toAt" > c."fromAt" AND (c."toJoules" > c."fromJoules" OR c."toCoveredMs" > c."fromCoveredMs")
), energy AS (
    SELECT "machineKey", at, sum(joules * share) AS joules, sum(ms * share) AS ms,
        bit_or(CASE WHEN ms * share > 0 THEN 1 << source ELSE 0 END) AS sources
    FROM parts WHERE share > 0 GROUP BY 1, 2
), figures AS (
    SELECT "machineKey", date_bin('1 minute', "toAt", 'epoch') AS at, count(*) AS readings,
        min(watts) AS "powerMin", avg(watts) AS "powerMean", max(watts) AS "powerMax",
        min(cpu) AS "cpuMin", avg(cpu) AS "cpuMean", max(cpu) AS "cpuMax",
        min(gpu) AS "gpuMin", avg(gpu) AS "gpuMean", max(gpu) AS "gpuMax",
        min(memory) AS "memoryMin", avg(memory) AS "memoryMean", max(memory) AS "memoryMax",
        min(celsius) AS "temperatureMin", avg(celsius) AS "temperatureMean", max(celsius) AS "temperatureMax",
        min(rx) AS "rxMin", avg(rx) AS "rxMean", max(rx) AS "rxMax", min(tx) AS "txMin", avg(tx) AS "txMean", max(tx) AS "txMax"
    FROM carried GROUP BY 1, 2
)
SELECT "machineKey", at, joules, coalesce(ms, 0), coalesce(readings, 0), coalesce(sources, 0),
    "powerMin", "powerMean", "powerMax", "cpuMin", "cpuMean", "cpuMax", "gpuMin", "gpuMean", "gpuMax",
    "memoryMin", "memoryMean", "memoryMax", "temperatureMin", "temperatureMean", "temperatureMax",
    "rxMin", "rxMean", "rxMax", "txMin", "txMean", "txMax"
FROM energy FULL JOIN figures USING ("machineKey", at);

INSERT INTO "ReadingHour"
SELECT "machineKey", date_bin('1 hour', at, 'epoch'), sum("energyJoules"), sum("coveredMs"), sum(readings), bit_or("powerSources"),
    min("powerMin"), sum("powerMean" * readings) / nullif(sum(readings) FILTER (WHERE "powerMean" IS NOT NULL), 0), max("powerMax"),
    min("cpuMin"), sum("cpuMean" * readings) / nullif(sum(readings) FILTER (WHERE "cpuMean" IS NOT NULL), 0), max("cpuMax"),
    min("gpuMin"), sum("gpuMean" * readings) / nullif(sum(readings) FILTER (WHERE "gpuMean" IS NOT NULL), 0), max("gpuMax"),
    min("memoryMin"), sum("memoryMean" * readings) / nullif(sum(readings) FILTER (WHERE "memoryMean" IS NOT NULL), 0), max("memoryMax"),
    min("temperatureMin"), sum("temperatureMean" * readings) / nullif(sum(readings) FILTER (WHERE "temperatureMean" IS NOT NULL), 0), max("temperatureMax"),
    min("rxMin"), sum("rxMean" * readings) / nullif(sum(readings) FILTER (WHERE "rxMean" IS NOT NULL), 0), max("rxMax"),
    min("txMin"), sum("txMean" * readings) / nullif(sum(readings) FILTER (WHERE "txMean" IS NOT NULL), 0), max("txMax")
FROM "ReadingMinute" GROUP BY 1, 2;

-- Kept as chunks: the days that chunks are kept, and the minutes in which a booking or a session began or ended.
CREATE TEMPORARY TABLE kept ON COMMIT DROP AS
SELECT c.* FROM carried c WHERE c."toAt" >= date_bin('1 day', now() - interval '8 days', 'epoch')
UNION
SELECT c.* FROM (
    SELECT DISTINCT m."key", date_bin('1 minute', e.at, 'epoch') AS at FROM (
        SELECT "machineId", unnest(ARRAY["startsAt", "endsAt"]) AS at FROM "MachineBlock"
        UNION ALL
        SELECT k."machineId", unnest(ARRAY[b."startsAt", b."endsAt"]) FROM "MachineBlock" k JOIN "Booking" b ON b.id = k."bookingId"
        UNION ALL
        SELECT r."machineId", unnest(ARRAY[s."createdAt", s."endedAt"]) FROM "SessionRank" r JOIN "Session" s ON s.id = r."sessionId"
    ) e JOIN "Machine" m ON m.id = e."machineId" WHERE e.at IS NOT NULL
) edge JOIN carried c ON c."machineKey" = edge."key" AND c."toAt" >= edge.at AND c."fromAt" < edge.at + interval '1 minute';

DO $$
DECLARE day TIMESTAMPTZ;
BEGIN
    FOR day IN SELECT DISTINCT date_bin('1 day', "toAt", 'epoch') FROM kept LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF "ReadingChunk" FOR VALUES FROM (%L) TO (%L)',
            'ReadingChunk_' || to_char(day AT TIME ZONE 'UTC', 'YYYYMMDD'), day, day + interval '1 day');
    END LOOP;
END $$;

-- Two samples further apart than a chunk is long: what lies between has no readings.
INSERT INTO "ReadingDrop"
SELECT "machineKey", "bootKey", seq, seq, h.at, least("toAt", h.at + interval '1 hour'),
    "fromJoules" + ("toJoules" - "fromJoules") * (date_part('epoch', h.at - "fromAt") / length),
    "fromJoules" + ("toJoules" - "fromJoules") * (date_part('epoch', least("toAt", h.at + interval '1 hour') - "fromAt") / length),
    "fromCoveredMs" + ("toCoveredMs" - "fromCoveredMs") * (date_part('epoch', h.at - "fromAt") / length),
    "fromCoveredMs" + ("toCoveredMs" - "fromCoveredMs") * (date_part('epoch', least("toAt", h.at + interval '1 hour') - "fromAt") / length),
    source, 0
FROM (SELECT *, date_part('epoch', "toAt" - "fromAt") AS length FROM kept) k,
    generate_series("fromAt", "toAt" - interval '1 millisecond', interval '1 hour') AS h(at)
WHERE length > 120 AND ("toJoules" > "fromJoules" OR "toCoveredMs" > "fromCoveredMs");

INSERT INTO "ReadingChunk" ("machineKey", "bootKey", seq, "fromAt", "toAt", "fromJoules", "toJoules", "fromCoveredMs", "toCoveredMs",
    "powerSource", readings, "memoryTotalMib", "powerWatts", "cpuPermille", "gpuPermille", "memoryUsedMib",
    "temperatureDecidegrees", "rxBytesPerSecond", "txBytesPerSecond")
SELECT "machineKey", "bootKey", seq, CASE WHEN far THEN "toAt" ELSE "fromAt" END, "toAt",
    CASE WHEN far THEN "toJoules" ELSE "fromJoules" END, "toJoules",
    CASE WHEN far THEN "toCoveredMs" ELSE "fromCoveredMs" END, "toCoveredMs", source, 1, total / 1048576,
    CASE WHEN watts IS NOT NULL THEN ARRAY[watts] END, CASE WHEN cpu IS NOT NULL THEN ARRAY[round(cpu * 1000)] END,
    CASE WHEN gpu IS NOT NULL THEN ARRAY[round(gpu * 1000)] END, CASE WHEN memory IS NOT NULL THEN ARRAY[memory / 1048576] END,
    CASE WHEN celsius IS NOT NULL THEN ARRAY[round(celsius * 10)] END, CASE WHEN rx IS NOT NULL THEN ARRAY[rx] END,
    CASE WHEN tx IS NOT NULL THEN ARRAY[tx] END
FROM (SELECT *, "toAt" - "fromAt" > interval '2 minutes' AS far FROM kept) k;

UPDATE "Agent" a SET reading = (
    SELECT jsonb_build_object('at', s.at, 'powerWatts', s."powerWatts", 'powerSource', s."powerSource",
        'energyJoules', s."energyJoules", 'coveredMs', s."coveredMs", 'cpuRatio', s."cpuRatio", 'gpuRatio', s."gpuRatio",
        'memoryUsedBytes', s."memoryUsedBytes", 'memoryTotalBytes', s."memoryTotalBytes", 'temperatureCelsius', s."temperatureCelsius")
    FROM "Sample" s WHERE s."machineId" = a."machineId" ORDER BY s.at DESC LIMIT 1);

DROP TABLE "Sample";

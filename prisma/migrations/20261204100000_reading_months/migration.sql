-- The hours of a counter's month that is over, as columns: reports of a year read these in place of half a million rows.
-- They are made from the hours again by a job, and gone as soon as one of those hours changes.
CREATE TABLE "ReadingMonth" (
    "machineKey" INTEGER NOT NULL,
    -- Its first moment, UTC.
    month TIMESTAMPTZ(3) NOT NULL,
    -- Of each hour in their order, as float8send and int2send write them: NaN joules were not measured, and NaN of
    -- covered time is an hour without a row.
    joules BYTEA NOT NULL,
    "coveredMs" BYTEA NOT NULL,
    "powerSources" BYTEA NOT NULL,

    CONSTRAINT "ReadingMonth_pkey" PRIMARY KEY ("machineKey", month)
);
-- Numbers of meters don't get smaller, and unpacking them takes longer than reading.
ALTER TABLE "ReadingMonth" ALTER COLUMN joules SET STORAGE EXTERNAL, ALTER COLUMN "coveredMs" SET STORAGE EXTERNAL,
    ALTER COLUMN "powerSources" SET STORAGE EXTERNAL;

CREATE FUNCTION "forget_reading_months"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "ReadingMonth" m USING (
        SELECT DISTINCT "machineKey", date_trunc('month', at, 'UTC') AS month FROM changed
    ) c WHERE m."machineKey" = c."machineKey" AND m.month = c.month;
    RETURN NULL;
END $$;
CREATE TRIGGER "forget_months_of_new" AFTER INSERT ON "ReadingHour" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "forget_reading_months"();
CREATE TRIGGER "forget_months_of_changed" AFTER UPDATE ON "ReadingHour" REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "forget_reading_months"();
CREATE TRIGGER "forget_months_of_gone" AFTER DELETE ON "ReadingHour" REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION "forget_reading_months"();

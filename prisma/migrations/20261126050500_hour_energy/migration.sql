-- A report sums a year of hours out of this index alone: a machine's hours lie far apart in their table.
CREATE INDEX "ReadingHour_energy_idx" ON "ReadingHour" ("machineKey", "at")
    INCLUDE ("energyJoules", "coveredMs", "powerSources");

-- What a session's meters had measured by each midnight and change of tariff within it.
ALTER TABLE "SessionMachineEnergy" ADD COLUMN "cuts" JSONB NOT NULL DEFAULT '[]';

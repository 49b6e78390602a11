-- Nothing has ever written or read it.
ALTER TABLE "Lab" DROP COLUMN "simulatedOnlyNote";

-- CreateTable
CREATE TABLE "MacFigure" (
    "version" SERIAL NOT NULL,
    "catalogId" TEXT,
    "machineId" TEXT,
    "makingKgCo2e" DOUBLE PRECISION,
    "makingSource" TEXT,
    "lifeYears" DOUBLE PRECISION NOT NULL,
    "sleepWatts" DOUBLE PRECISION,
    "sleepSource" TEXT,
    "createdById" TEXT,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MacFigure_pkey" PRIMARY KEY ("version")
);

-- CreateIndex
CREATE INDEX "MacFigure_catalogId_idx" ON "MacFigure"("catalogId");

-- CreateIndex
CREATE INDEX "MacFigure_machineId_idx" ON "MacFigure"("machineId");

-- AddForeignKey
ALTER TABLE "MacFigure" ADD CONSTRAINT "MacFigure_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Of a kind or of one machine, and something of it.
ALTER TABLE "MacFigure" ADD CONSTRAINT "MacFigure_of_one" CHECK (("catalogId" IS NULL) <> ("machineId" IS NULL));

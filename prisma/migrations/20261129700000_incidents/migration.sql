-- AlterTable
ALTER TABLE "SessionRank" ADD COLUMN     "exitCause" TEXT,
ADD COLUMN     "exitSignal" TEXT;

-- CreateTable
CREATE TABLE "Incident" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "sessionId" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "cause" TEXT NOT NULL,
    "certainty" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "reportedRank" INTEGER,
    "machineId" TEXT,
    "evidence" JSON NOT NULL DEFAULT '[]',
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "noticedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "closedById" TEXT,
    "closeNote" TEXT,

    CONSTRAINT "Incident_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Incident_number_key" ON "Incident"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Incident_sessionId_key" ON "Incident"("sessionId");

-- CreateIndex
CREATE INDEX "Incident_noticedAt_id_idx" ON "Incident"("noticedAt", "id");

-- CreateIndex
CREATE INDEX "Incident_machineId_noticedAt_idx" ON "Incident"("machineId", "noticedAt");

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_closedById_fkey" FOREIGN KEY ("closedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

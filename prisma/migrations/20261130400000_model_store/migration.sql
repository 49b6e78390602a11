-- CreateEnum
CREATE TYPE "CopyState" AS ENUM ('waiting', 'reading', 'copying', 'done', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "ModelCopy" (
    "id" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "machineId" TEXT NOT NULL,
    "fromMachineId" TEXT,
    "address" TEXT,
    "way" TEXT,
    "state" "CopyState" NOT NULL DEFAULT 'waiting',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "fruitless" INTEGER NOT NULL DEFAULT 0,
    "triedFromBytes" BIGINT NOT NULL DEFAULT 0,
    "doneBytes" BIGINT NOT NULL DEFAULT 0,
    "totalBytes" BIGINT NOT NULL,
    "bytesPerSecond" DOUBLE PRECISION,
    "limitBytesPerSecond" INTEGER,
    "fileName" TEXT,
    "fileBytes" BIGINT,
    "fileDoneBytes" BIGINT,
    "filesDone" INTEGER NOT NULL DEFAULT 0,
    "filesTotal" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "lastWordAt" TIMESTAMPTZ(3),
    "askedById" TEXT,
    "bookingId" TEXT,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ModelCopy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelPin" (
    "machineId" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "pinnedById" TEXT,
    "pinnedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ModelPin_pkey" PRIMARY KEY ("machineId","modelId")
);

-- CreateIndex
CREATE INDEX "ModelCopy_state_idx" ON "ModelCopy"("state");

-- CreateIndex
CREATE INDEX "ModelCopy_endedAt_id_idx" ON "ModelCopy"("endedAt", "id");

-- AddForeignKey
ALTER TABLE "ModelCopy" ADD CONSTRAINT "ModelCopy_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelCopy" ADD CONSTRAINT "ModelCopy_fromMachineId_fkey" FOREIGN KEY ("fromMachineId") REFERENCES "Machine"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelCopy" ADD CONSTRAINT "ModelCopy_askedById_fkey" FOREIGN KEY ("askedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelPin" ADD CONSTRAINT "ModelPin_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelPin" ADD CONSTRAINT "ModelPin_pinnedById_fkey" FOREIGN KEY ("pinnedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Of one model one copy at a time goes to a machine, whoever asks.
CREATE UNIQUE INDEX "ModelCopy_one_under_way" ON "ModelCopy"("machineId", "modelId")
  WHERE "state" IN ('waiting', 'reading', 'copying');

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "modelLimitFromMinute" INTEGER,
ADD COLUMN     "modelLimitUntilMinute" INTEGER,
ADD COLUMN     "modelMakeRoom" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "modelMayRemoveLast" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "modelMegabytesPerSecond" INTEGER,
ADD COLUMN     "modelNeededDays" INTEGER NOT NULL DEFAULT 14;

-- AlterTable
ALTER TABLE "Machine" ADD COLUMN     "modelQuotaGigabytes" INTEGER;

-- AlterTable
ALTER TABLE "ModelCopy" ADD COLUMN     "diskKey" TEXT,
ADD COLUMN     "diskLabel" TEXT,
ADD COLUMN     "paceBytesPerSecond" INTEGER,
ADD COLUMN     "roomMadeAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "DiskLook" (
    "machineId" TEXT NOT NULL,
    "lookId" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "found" JSONB NOT NULL DEFAULT '[]',
    "places" TEXT[],
    "note" TEXT,

    CONSTRAINT "DiskLook_pkey" PRIMARY KEY ("machineId")
);

-- CreateTable
CREATE TABLE "ModelRemoval" (
    "id" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ModelRemoval_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ModelRemoval_at_idx" ON "ModelRemoval"("at");

-- AddForeignKey
ALTER TABLE "DiskLook" ADD CONSTRAINT "DiskLook_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelRemoval" ADD CONSTRAINT "ModelRemoval_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateEnum
CREATE TYPE "WallMeterKind" AS ENUM ('hand', 'shelly', 'home_assistant');

-- CreateTable
CREATE TABLE "WallMeter" (
    "id" TEXT NOT NULL,
    "key" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "WallMeterKind" NOT NULL,
    "note" TEXT,
    "address" TEXT,
    "channel" TEXT,
    "sealedToken" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),
    "firstAt" TIMESTAMPTZ(3),
    "lastAt" TIMESTAMPTZ(3),
    "lastWatts" DOUBLE PRECISION,
    "state" JSONB,
    "problem" TEXT,
    "problemSince" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "leasedBy" TEXT,
    "leasedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "WallMeter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WallMeterLink" (
    "id" TEXT NOT NULL,
    "meterId" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3),

    CONSTRAINT "WallMeterLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "WallMeter_key_key" ON "WallMeter"("key");

-- CreateIndex
CREATE UNIQUE INDEX "WallMeter_name_key" ON "WallMeter"("name");

-- CreateIndex
CREATE INDEX "WallMeterLink_meterId_idx" ON "WallMeterLink"("meterId");

-- CreateIndex
CREATE INDEX "WallMeterLink_machineId_idx" ON "WallMeterLink"("machineId");

-- AddForeignKey
ALTER TABLE "WallMeterLink" ADD CONSTRAINT "WallMeterLink_meterId_fkey" FOREIGN KEY ("meterId") REFERENCES "WallMeter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WallMeterLink" ADD CONSTRAINT "WallMeterLink_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterEnum
ALTER TYPE "AgentState" ADD VALUE 'asleep';

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "powerIdleMinutes" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "powerLeadMinutes" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "powerMode" TEXT NOT NULL DEFAULT 'keep_awake';

-- AlterTable
ALTER TABLE "Machine" ADD COLUMN     "powerIdleMinutes" INTEGER,
ADD COLUMN     "powerMode" TEXT;

-- CreateTable
CREATE TABLE "MachinePower" (
    "machineId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'awake',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "neededAt" TIMESTAMPTZ(3) NOT NULL,
    "byHand" BOOLEAN NOT NULL DEFAULT false,
    "words" TEXT NOT NULL DEFAULT '',
    "wakeAt" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3),
    "notBefore" TIMESTAMPTZ(3),

    CONSTRAINT "MachinePower_pkey" PRIMARY KEY ("machineId")
);

-- AddForeignKey
ALTER TABLE "MachinePower" ADD CONSTRAINT "MachinePower_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

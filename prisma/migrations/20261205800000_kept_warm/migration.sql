-- AlterEnum
ALTER TYPE "SessionState" ADD VALUE 'warm';

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "keepWarmMinutes" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "takesOverId" TEXT,
ADD COLUMN     "warmEnd" TEXT,
ADD COLUMN     "warmEndedAt" TIMESTAMPTZ(3),
ADD COLUMN     "warmUntil" TIMESTAMPTZ(3);

-- CreateIndex
CREATE UNIQUE INDEX "Session_takesOverId_key" ON "Session"("takesOverId");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_takesOverId_fkey" FOREIGN KEY ("takesOverId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "Booking" ADD COLUMN     "preflightFor" TEXT;

-- AlterTable
ALTER TABLE "Machine" ADD COLUMN     "quarantineDetail" TEXT,
ADD COLUMN     "quarantineLiftedAt" TIMESTAMPTZ(3),
ADD COLUMN     "quarantineReason" TEXT,
ADD COLUMN     "quarantinedAt" TIMESTAMPTZ(3);

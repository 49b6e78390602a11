-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "announcement" TEXT,
ADD COLUMN     "announcementNumber" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "announcementSerious" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "announcementUntil" TIMESTAMPTZ(3),
ADD COLUMN     "auditRetentionDays" INTEGER,
ADD COLUMN     "pausedFor" TEXT,
ADD COLUMN     "pausedUntil" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "announcementSeen" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "timeZone" TEXT;

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "engineSettings" TEXT NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "engineSettings" TEXT NOT NULL DEFAULT '{}';

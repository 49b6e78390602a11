-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "wish" TEXT;

-- AlterTable
ALTER TABLE "Generation" ADD COLUMN     "thoughtMs" DOUBLE PRECISION,
ADD COLUMN     "thoughtTokens" INTEGER;

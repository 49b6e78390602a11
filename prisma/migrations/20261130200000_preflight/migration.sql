-- AlterEnum
ALTER TYPE "RankState" ADD VALUE 'checked' BEFORE 'imported';

-- AlterEnum
ALTER TYPE "SessionState" ADD VALUE 'checking' BEFORE 'preparing';
ALTER TYPE "SessionState" ADD VALUE 'proving' BEFORE 'ready';
ALTER TYPE "SessionState" ADD VALUE 'withheld' BEFORE 'ready';

-- AlterTable
ALTER TABLE "Booking" ADD COLUMN     "preflight" JSONB,
ADD COLUMN     "preflightAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "canaryRule" TEXT NOT NULL DEFAULT 'several';

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "planDigest" TEXT,
ADD COLUMN     "planText" TEXT,
ADD COLUMN     "preflight" JSONB,
ADD COLUMN     "proof" JSONB,
ADD COLUMN     "provesAnswers" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "SessionRank" ADD COLUMN     "pairs" JSONB;

-- CreateTable
CREATE TABLE "KnownAnswer" (
    "modelId" TEXT NOT NULL,
    "revision" TEXT NOT NULL,
    "promptId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "promptTokens" INTEGER NOT NULL,
    "learnedAt" TIMESTAMPTZ(3) NOT NULL,
    "sessionId" TEXT NOT NULL,
    "ranks" INTEGER NOT NULL,
    "machineNames" TEXT[],
    "mlx" TEXT,

    CONSTRAINT "KnownAnswer_pkey" PRIMARY KEY ("modelId","revision","promptId")
);

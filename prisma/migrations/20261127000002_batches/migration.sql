-- CreateEnum
CREATE TYPE "BatchState" AS ENUM ('in_progress', 'completed', 'failed', 'expired', 'cancelled');

-- CreateEnum
CREATE TYPE "BatchLineState" AS ENUM ('waiting', 'asked', 'done', 'failed');

-- CreateTable
CREATE TABLE "ApiFile" (
    "id" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "content" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ApiFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "state" "BatchState" NOT NULL DEFAULT 'in_progress',
    "endpoint" TEXT NOT NULL,
    "window" TEXT NOT NULL,
    "inputFileId" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "outputFileId" TEXT,
    "errorFileId" TEXT,
    "metadata" JSON,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "waitingFor" TEXT,
    "tryAt" TIMESTAMPTZ(3),
    "endCode" TEXT,
    "endMessage" TEXT,
    "leasedBy" TEXT,
    "leasedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BatchLine" (
    "batchId" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "customId" TEXT,
    "model" TEXT,
    "question" TEXT,
    "state" "BatchLineState" NOT NULL DEFAULT 'waiting',
    "generationId" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "result" TEXT,

    CONSTRAINT "BatchLine_pkey" PRIMARY KEY ("batchId","line")
);

-- CreateIndex
CREATE INDEX "ApiFile_apiKeyId_createdAt_idx" ON "ApiFile"("apiKeyId", "createdAt");

-- CreateIndex
CREATE INDEX "ApiFile_createdAt_idx" ON "ApiFile"("createdAt");

-- CreateIndex
CREATE INDEX "Batch_apiKeyId_createdAt_idx" ON "Batch"("apiKeyId", "createdAt");

-- CreateIndex
CREATE INDEX "Batch_state_leasedUntil_idx" ON "Batch"("state", "leasedUntil");

-- CreateIndex
CREATE INDEX "BatchLine_batchId_state_line_idx" ON "BatchLine"("batchId", "state", "line");

-- AddForeignKey
ALTER TABLE "ApiFile" ADD CONSTRAINT "ApiFile_apiKeyId_fkey" FOREIGN KEY ("apiKeyId") REFERENCES "ApiKey"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Batch" ADD CONSTRAINT "Batch_apiKeyId_fkey" FOREIGN KEY ("apiKeyId") REFERENCES "ApiKey"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BatchLine" ADD CONSTRAINT "BatchLine_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

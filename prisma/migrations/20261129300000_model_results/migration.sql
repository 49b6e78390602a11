-- AlterEnum
ALTER TYPE "GenerationSource" ADD VALUE 'benchmark';

-- CreateTable
CREATE TABLE "HostedPrice" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "modelId" TEXT,
    "currency" TEXT NOT NULL,
    "inputPrice" DECIMAL(14,6) NOT NULL,
    "outputPrice" DECIMAL(14,6) NOT NULL,
    "asOf" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "changedByName" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HostedPrice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Benchmark" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "startedById" TEXT NOT NULL,
    "startedByName" TEXT NOT NULL,
    "promptSet" INTEGER NOT NULL,
    "rounds" INTEGER NOT NULL,
    "seed" INTEGER NOT NULL,
    "steps" JSONB NOT NULL,
    "skipped" JSONB NOT NULL,
    "provenance" JSONB NOT NULL,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'running',
    "message" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Benchmark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BenchmarkAnswer" (
    "generationId" TEXT NOT NULL,
    "benchmarkId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "words" INTEGER NOT NULL,

    CONSTRAINT "BenchmarkAnswer_pkey" PRIMARY KEY ("generationId")
);

-- CreateTable
CREATE TABLE "ResultImport" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "importedById" TEXT NOT NULL,
    "importedByName" TEXT NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),
    "leftOut" INTEGER NOT NULL,

    CONSTRAINT "ResultImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportedResult" (
    "importId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "row" JSONB NOT NULL,

    CONSTRAINT "ImportedResult_pkey" PRIMARY KEY ("importId","position")
);

-- CreateIndex
CREATE INDEX "HostedPrice_name_asOf_idx" ON "HostedPrice"("name", "asOf");

-- CreateIndex
CREATE INDEX "Benchmark_sessionId_createdAt_idx" ON "Benchmark"("sessionId", "createdAt");

-- CreateIndex
CREATE INDEX "Benchmark_state_idx" ON "Benchmark"("state");

-- CreateIndex
CREATE INDEX "Benchmark_endedAt_idx" ON "Benchmark"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "BenchmarkAnswer_benchmarkId_position_key" ON "BenchmarkAnswer"("benchmarkId", "position");

-- CreateIndex
CREATE INDEX "ResultImport_importedAt_id_idx" ON "ResultImport"("importedAt", "id");

-- AddForeignKey
ALTER TABLE "Benchmark" ADD CONSTRAINT "Benchmark_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BenchmarkAnswer" ADD CONSTRAINT "BenchmarkAnswer_generationId_fkey" FOREIGN KEY ("generationId") REFERENCES "Generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BenchmarkAnswer" ADD CONSTRAINT "BenchmarkAnswer_benchmarkId_fkey" FOREIGN KEY ("benchmarkId") REFERENCES "Benchmark"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportedResult" ADD CONSTRAINT "ImportedResult_importId_fkey" FOREIGN KEY ("importId") REFERENCES "ResultImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;

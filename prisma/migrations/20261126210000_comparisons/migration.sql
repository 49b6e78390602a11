CREATE TABLE "Comparison" (
  "id" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "ownerId" TEXT NOT NULL,
  "prompt" TEXT NOT NULL,
  "systemPrompt" TEXT NOT NULL DEFAULT '',
  "maxTokens" INTEGER NOT NULL,
  "isBlind" BOOLEAN NOT NULL,
  "shared" BOOLEAN NOT NULL DEFAULT false,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "Comparison_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "ComparisonAnswer" (
  "generationId" TEXT NOT NULL,
  "comparisonId" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  CONSTRAINT "ComparisonAnswer_pkey" PRIMARY KEY ("generationId")
);
CREATE TABLE "ComparisonRating" (
  "generationId" TEXT NOT NULL,
  "personId" TEXT NOT NULL,
  "verdict" TEXT NOT NULL,
  "reasons" TEXT[],
  "note" TEXT NOT NULL DEFAULT '',
  "wasBlind" BOOLEAN NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "ComparisonRating_pkey" PRIMARY KEY ("generationId", "personId")
);
CREATE INDEX "Comparison_ownerId_createdAt_idx" ON "Comparison"("ownerId", "createdAt");
CREATE INDEX "Comparison_shared_createdAt_idx" ON "Comparison"("shared", "createdAt");
CREATE UNIQUE INDEX "ComparisonAnswer_comparisonId_position_key" ON "ComparisonAnswer"("comparisonId", "position");
CREATE INDEX "ComparisonRating_at_idx" ON "ComparisonRating"("at");
ALTER TABLE "Comparison" ADD CONSTRAINT "Comparison_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ComparisonAnswer" ADD CONSTRAINT "ComparisonAnswer_generationId_fkey" FOREIGN KEY ("generationId") REFERENCES "Generation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ComparisonAnswer" ADD CONSTRAINT "ComparisonAnswer_comparisonId_fkey" FOREIGN KEY ("comparisonId") REFERENCES "Comparison"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ComparisonRating" ADD CONSTRAINT "ComparisonRating_generationId_fkey" FOREIGN KEY ("generationId") REFERENCES "ComparisonAnswer"("generationId") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ComparisonRating" ADD CONSTRAINT "ComparisonRating_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

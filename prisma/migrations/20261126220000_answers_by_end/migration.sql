-- CreateIndex
CREATE INDEX "Generation_sessionId_endedAt_idx" ON "Generation"("sessionId", "endedAt");

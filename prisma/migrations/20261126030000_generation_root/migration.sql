-- A generation is the root of all answering: it needs no conversation, and messages point at it.

-- A new value of an enum can't be used in the transaction that adds it, so the type is made anew.
CREATE TYPE "GenerationState_new" AS ENUM ('queued', 'dispatched', 'running', 'completed', 'stopped', 'length', 'interrupted', 'error');
ALTER TABLE "Generation" ALTER COLUMN "state" DROP DEFAULT;
ALTER TABLE "Generation" ALTER COLUMN "state" TYPE "GenerationState_new" USING "state"::text::"GenerationState_new";
DROP TYPE "GenerationState";
ALTER TYPE "GenerationState_new" RENAME TO "GenerationState";
ALTER TABLE "Generation" ALTER COLUMN "state" SET DEFAULT 'queued';

CREATE TYPE "GenerationSource" AS ENUM ('chat', 'api', 'compare');

ALTER TABLE "Generation"
  ADD COLUMN "apiKeyId" TEXT,
  ADD COLUMN "source" "GenerationSource" NOT NULL DEFAULT 'chat',
  ADD COLUMN "prompt" JSON,
  ADD COLUMN "dispatchedAt" TIMESTAMPTZ(3),
  ADD COLUMN "deadlineAt" TIMESTAMPTZ(3),
  ADD COLUMN "reportedAt" TIMESTAMPTZ(3),
  ADD COLUMN "text" TEXT,
  ADD COLUMN "reasoning" TEXT,
  ADD COLUMN "energyDueAt" TIMESTAMPTZ(3),
  ADD COLUMN "energyTries" INTEGER NOT NULL DEFAULT 0,
  ALTER COLUMN "requestedById" DROP NOT NULL,
  ADD CONSTRAINT "Generation_asked_by_somebody" CHECK ("requestedById" IS NOT NULL OR "apiKeyId" IS NOT NULL);

ALTER TABLE "Message" ADD COLUMN "generationId" TEXT;
UPDATE "Message" m SET "generationId" = g."id" FROM "Generation" g WHERE g."messageId" = m."id";

-- Today's rows: the text of what has ended, who told the end, and the slots that are taken.
UPDATE "Generation" g SET
  "text" = coalesce(d.text, ''),
  "reasoning" = coalesce(d.reasoning, ''),
  "reportedAt" = CASE WHEN g."cachedTokens" IS NULL THEN NULL ELSE g."endedAt" END,
  "energyDueAt" = CASE WHEN g."startedAt" IS NULL OR g."energyJoules" IS NOT NULL THEN NULL ELSE g."endedAt" END
FROM "Generation" other LEFT JOIN (
  SELECT "generationId", string_agg(text, '' ORDER BY seq) FILTER (WHERE kind = 'text') AS text,
    string_agg(text, '' ORDER BY seq) FILTER (WHERE kind = 'reasoning') AS reasoning
  FROM "GenerationDelta" GROUP BY 1
) d ON d."generationId" = other."id"
WHERE other."id" = g."id" AND g."state" NOT IN ('queued', 'running');
UPDATE "Generation" SET "dispatchedAt" = "startedAt" WHERE "startedAt" IS NOT NULL;

-- What waits or runs can be sent (again) from its own row: the questions and answers before it.
UPDATE "Generation" g SET "prompt" = (
  SELECT json_agg(json_build_object('role', h.role, 'content', h.content) ORDER BY h."createdAt", h.role DESC)
  FROM (
    SELECT m.role, m."createdAt", CASE WHEN m.role = 'user' THEN m.text ELSE (
      SELECT string_agg(d.text, '' ORDER BY d.seq) FROM "GenerationDelta" d
      WHERE d."generationId" = m."generationId" AND d.kind = 'text') END AS content
    FROM "Message" m WHERE m."conversationId" = g."conversationId" AND m."createdAt" <= g."createdAt"
  ) h WHERE h.content <> '')
WHERE g."state" IN ('queued', 'running');

DROP INDEX "Generation_messageId_key";
DROP INDEX "Generation_conversationId_idx";
ALTER TABLE "Generation" DROP COLUMN "conversationId", DROP COLUMN "messageId";

CREATE UNIQUE INDEX "Message_generationId_key" ON "Message"("generationId");
ALTER TABLE "Message" ADD CONSTRAINT "Message_generationId_fkey" FOREIGN KEY ("generationId") REFERENCES "Generation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Looked at every second, and small: what is still open, and what still wants its energy.
CREATE INDEX "Generation_open_idx" ON "Generation"("sessionId", "createdAt") WHERE "state" IN ('queued', 'dispatched', 'running');
CREATE INDEX "Generation_energy_due_idx" ON "Generation"("energyDueAt") WHERE "energyDueAt" IS NOT NULL;

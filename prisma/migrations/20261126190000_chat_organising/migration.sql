-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN     "answeredAt" TIMESTAMPTZ(3),
ADD COLUMN     "deletedAt" TIMESTAMPTZ(3),
ADD COLUMN     "importedFrom" TEXT,
ADD COLUMN     "importedId" TEXT;

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "chatRetentionDays" INTEGER;

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "importedModel" TEXT;

-- CreateTable
CREATE TABLE "ConversationPlace" (
    "personId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "folderId" TEXT,
    "pinnedAt" TIMESTAMPTZ(3),
    "archivedAt" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3),
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "ConversationPlace_pkey" PRIMARY KEY ("personId","conversationId")
);

-- CreateTable
CREATE TABLE "ChatFolder" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "systemPrompt" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatFolder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConversationLink" (
    "id" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "snapshot" JSON,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endsAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConversationLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConversationLinkViewer" (
    "linkId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConversationLinkViewer_pkey" PRIMARY KEY ("linkId","personId")
);

-- CreateIndex
CREATE INDEX "ConversationPlace_conversationId_idx" ON "ConversationPlace"("conversationId");

-- CreateIndex
CREATE INDEX "ConversationPlace_folderId_idx" ON "ConversationPlace"("folderId");

-- CreateIndex
CREATE UNIQUE INDEX "ChatFolder_ownerId_name_key" ON "ChatFolder"("ownerId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "ConversationLink_tokenHash_key" ON "ConversationLink"("tokenHash");

-- CreateIndex
CREATE INDEX "ConversationLink_conversationId_idx" ON "ConversationLink"("conversationId");

-- CreateIndex
CREATE INDEX "ConversationLink_endsAt_idx" ON "ConversationLink"("endsAt");

-- CreateIndex
CREATE INDEX "ConversationLinkViewer_personId_idx" ON "ConversationLinkViewer"("personId");

-- CreateIndex
CREATE INDEX "Conversation_ownerId_importedId_idx" ON "Conversation"("ownerId", "importedId");

-- CreateIndex
CREATE INDEX "Conversation_updatedAt_idx" ON "Conversation"("updatedAt");

-- CreateIndex
CREATE INDEX "Conversation_deletedAt_idx" ON "Conversation"("deletedAt");

-- CreateIndex

-- AddForeignKey
ALTER TABLE "ConversationPlace" ADD CONSTRAINT "ConversationPlace_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationPlace" ADD CONSTRAINT "ConversationPlace_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationPlace" ADD CONSTRAINT "ConversationPlace_folderId_fkey" FOREIGN KEY ("folderId") REFERENCES "ChatFolder"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatFolder" ADD CONSTRAINT "ChatFolder_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationLink" ADD CONSTRAINT "ConversationLink_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationLink" ADD CONSTRAINT "ConversationLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationLinkViewer" ADD CONSTRAINT "ConversationLinkViewer_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "ConversationLink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConversationLinkViewer" ADD CONSTRAINT "ConversationLinkViewer_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What chats are found by: a row for each title, question and ended answer. The words as they stand ('simple'), since
-- a lab writes in more than one language and about names; the last word of a search may be the beginning of one.
-- Kept by triggers, so that no writer of texts can forget it. What is longer is found by its beginning: a vector has
-- an end, and an answer must not fail over it.
CREATE TABLE "ChatText" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "conversationId" TEXT NOT NULL REFERENCES "Conversation"("id") ON DELETE CASCADE,
    "messageId" TEXT REFERENCES "Message"("id") ON DELETE CASCADE,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "vector" TSVECTOR NOT NULL
);
CREATE INDEX "ChatText_vector_idx" ON "ChatText" USING GIN ("vector");
-- A word that is everywhere is met soon enough on the way back from now.
CREATE INDEX "ChatText_at_idx" ON "ChatText"("at" DESC);
CREATE INDEX "ChatText_conversationId_at_idx" ON "ChatText"("conversationId", "at" DESC);
CREATE INDEX "ChatText_messageId_idx" ON "ChatText"("messageId");

CREATE FUNCTION "chat_vector"(said TEXT) RETURNS TSVECTOR LANGUAGE SQL IMMUTABLE AS
$$ SELECT to_tsvector('simple', left(said, 100000)) $$;

CREATE FUNCTION "keep_title_text"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "ChatText" VALUES (NEW.id, NEW.id, NULL, NEW."createdAt", setweight("chat_vector"(NEW.title), 'A'))
  ON CONFLICT ("key") DO UPDATE SET "vector" = EXCLUDED."vector";
  RETURN NULL;
END $$;
CREATE TRIGGER "keep_title_text" AFTER INSERT ON "Conversation"
FOR EACH ROW EXECUTE FUNCTION "keep_title_text"();
CREATE TRIGGER "keep_new_title_text" AFTER UPDATE OF title ON "Conversation"
FOR EACH ROW WHEN (NEW.title IS DISTINCT FROM OLD.title) EXECUTE FUNCTION "keep_title_text"();

CREATE FUNCTION "keep_message_text"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE said TEXT := NEW.text;
BEGIN
  IF NEW."generationId" IS NOT NULL THEN
    SELECT g.text INTO said FROM "Generation" g WHERE g.id = NEW."generationId";
  END IF;
  IF said IS NULL OR said = '' THEN
    DELETE FROM "ChatText" WHERE "key" = NEW.id;
  ELSE
    INSERT INTO "ChatText" VALUES (NEW.id, NEW."conversationId", NEW.id, NEW."createdAt", "chat_vector"(said))
    ON CONFLICT ("key") DO UPDATE SET "vector" = EXCLUDED."vector";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "keep_message_text" AFTER INSERT OR UPDATE OF text, "generationId" ON "Message"
FOR EACH ROW EXECUTE FUNCTION "keep_message_text"();

CREATE FUNCTION "keep_answer_text"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.text IS NULL OR NEW.text = '' THEN
    DELETE FROM "ChatText" t USING "Message" m WHERE m."generationId" = NEW.id AND t."key" = m.id;
  ELSE
    INSERT INTO "ChatText"
    SELECT m.id, m."conversationId", m.id, m."createdAt", "chat_vector"(NEW.text)
    FROM "Message" m WHERE m."generationId" = NEW.id
    ON CONFLICT ("key") DO UPDATE SET "vector" = EXCLUDED."vector";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "keep_answer_text" AFTER UPDATE OF text ON "Generation"
FOR EACH ROW WHEN (NEW.text IS DISTINCT FROM OLD.text) EXECUTE FUNCTION "keep_answer_text"();

INSERT INTO "ChatText"
SELECT c.id, c.id, NULL, c."createdAt", setweight("chat_vector"(c.title), 'A') FROM "Conversation" c;
INSERT INTO "ChatText"
SELECT m.id, m."conversationId", m.id, m."createdAt", "chat_vector"(coalesce(g.text, m.text))
FROM "Message" m LEFT JOIN "Generation" g ON g.id = m."generationId" WHERE coalesce(g.text, m.text) <> '';

ALTER TABLE "ConversationLink" ADD CONSTRAINT "ConversationLink_kind" CHECK (kind IN ('snapshot', 'live'));
ALTER TABLE "Lab" ADD CONSTRAINT "Lab_chatRetentionDays" CHECK ("chatRetentionDays" BETWEEN 1 AND 3650);

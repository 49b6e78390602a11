-- AlterTable
ALTER TABLE "Generation" ADD COLUMN     "leftOut" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "fromId" TEXT,
ADD COLUMN     "modelTitle" TEXT;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "contextTokens" INTEGER;

-- CreateTable
CREATE TABLE "ChosenBranch" (
    "conversationId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "leafId" TEXT NOT NULL,

    CONSTRAINT "ChosenBranch_pkey" PRIMARY KEY ("conversationId","personId")
);

-- CreateIndex
CREATE INDEX "ChosenBranch_personId_idx" ON "ChosenBranch"("personId");

-- CreateIndex
CREATE INDEX "ChosenBranch_leafId_idx" ON "ChosenBranch"("leafId");

-- CreateIndex
CREATE INDEX "Message_parentId_createdAt_idx" ON "Message"("parentId", "createdAt");

-- CreateIndex
CREATE INDEX "Message_fromId_idx" ON "Message"("fromId");

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_fromId_fkey" FOREIGN KEY ("fromId") REFERENCES "Message"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChosenBranch" ADD CONSTRAINT "ChosenBranch_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChosenBranch" ADD CONSTRAINT "ChosenBranch_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChosenBranch" ADD CONSTRAINT "ChosenBranch_leafId_fkey" FOREIGN KEY ("leafId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

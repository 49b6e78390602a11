-- AlterTable
ALTER TABLE "Machine" ADD COLUMN     "cordonReason" TEXT,
ADD COLUMN     "cordonedAt" TIMESTAMPTZ(3),
ADD COLUMN     "cordonedBy" TEXT,
ADD COLUMN     "drainBy" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "AgentEvent" (
    "id" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "AgentEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AgentEvent_machineId_at_id_idx" ON "AgentEvent"("machineId", "at", "id");

-- CreateIndex
CREATE INDEX "AgentEvent_at_idx" ON "AgentEvent"("at");

-- AddForeignKey
ALTER TABLE "AgentEvent" ADD CONSTRAINT "AgentEvent_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

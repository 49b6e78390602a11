-- CreateTable
CREATE TABLE "LabModel" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "repo" TEXT,
    "shape" JSONB NOT NULL,
    "keptById" TEXT,
    "keptAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LabModel_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "LabModel_repo_key" ON "LabModel"("repo");

-- CreateIndex
CREATE INDEX "LabModel_removedAt_keptAt_idx" ON "LabModel"("removedAt", "keptAt");

-- AddForeignKey
ALTER TABLE "LabModel" ADD CONSTRAINT "LabModel_keptById_fkey" FOREIGN KEY ("keptById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

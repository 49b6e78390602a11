-- CreateTable
CREATE TABLE "WallLink" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "showsNames" BOOLEAN NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdById" TEXT,
    "expiresAt" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WallLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "WallLink_tokenHash_key" ON "WallLink"("tokenHash");

-- CreateIndex
CREATE INDEX "WallLink_createdById_idx" ON "WallLink"("createdById");

-- AddForeignKey
ALTER TABLE "WallLink" ADD CONSTRAINT "WallLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

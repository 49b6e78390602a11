-- Who holds whom when several portals run on one database. Agents of before are held by nobody until they say hello.
CREATE TABLE "Portal" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Portal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Portal_lastSeenAt_idx" ON "Portal"("lastSeenAt");

CREATE TABLE "PortalMessage" (
    "id" BIGSERIAL NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" BYTEA NOT NULL,

    CONSTRAINT "PortalMessage_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "Agent" ADD COLUMN "portalId" TEXT;
ALTER TABLE "Lab" ADD COLUMN "secretFingerprint" TEXT;

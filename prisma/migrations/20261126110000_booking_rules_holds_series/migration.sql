-- Requests wait for a yes, and may get a no.
ALTER TYPE "BookingStatus" ADD VALUE 'pending';
ALTER TYPE "BookingStatus" ADD VALUE 'declined';

-- AlterTable
ALTER TABLE "Booking" ADD COLUMN     "approvalRule" TEXT,
ADD COLUMN     "autoStart" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "chargeWaived" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "chargedFrom" TIMESTAMPTZ(3),
ADD COLUMN     "chargedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "checkedInAt" TIMESTAMPTZ(3),
ADD COLUMN     "decidedAt" TIMESTAMPTZ(3),
ADD COLUMN     "decidedById" TEXT,
ADD COLUMN     "decisionNote" TEXT,
ADD COLUMN     "degradedSince" TIMESTAMPTZ(3),
ADD COLUMN     "endReason" TEXT,
ADD COLUMN     "estimateCurrency" TEXT,
ADD COLUMN     "estimatedCost" DECIMAL(12,4),
ADD COLUMN     "idleAskedAt" TIMESTAMPTZ(3),
ADD COLUMN     "missingMachineIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "overrideReason" TEXT,
ADD COLUMN     "projectId" TEXT,
ADD COLUMN     "remindedAt" TIMESTAMPTZ(3),
ADD COLUMN     "seriesDate" DATE,
ADD COLUMN     "seriesId" TEXT,
ADD COLUMN     "startModelId" TEXT,
ADD COLUMN     "warnedMinutes" INTEGER;

-- AlterTable
ALTER TABLE "MachineBlock" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "holdId" TEXT;

-- CreateTable
CREATE TABLE "BookingHold" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BookingHold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BookingWait" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "machineIds" TEXT[],
    "count" INTEGER NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "durationMinutes" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "wish" JSONB,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "holdId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "offeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "BookingWait_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BookingSeries" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "projectId" TEXT,
    "machineIds" TEXT[],
    "purpose" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "every" INTEGER NOT NULL,
    "weekdays" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "nthWeekday" INTEGER,
    "startsOn" DATE NOT NULL,
    "untilDate" DATE,
    "localTime" TEXT NOT NULL,
    "durationMinutes" INTEGER NOT NULL,
    "timeZone" TEXT NOT NULL,
    "startModelId" TEXT,
    "autoStart" BOOLEAN NOT NULL DEFAULT false,
    "skippedDates" DATE[],
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BookingSeries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BookingRule" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "teamId" TEXT,
    "machineId" TEXT,
    "catalogId" TEXT,
    "value" JSONB NOT NULL,
    "setById" TEXT,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BookingRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BookingAdjustment" (
    "id" TEXT NOT NULL,
    "bookingId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "wantedFrom" TIMESTAMPTZ(3),
    "wantedUntil" TIMESTAMPTZ(3),
    "wantedProjectId" TEXT,
    "reason" TEXT NOT NULL,
    "askedById" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decision" TEXT,
    "answer" TEXT,
    "decidedById" TEXT,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BookingAdjustment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CalendarFeed" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "machineId" TEXT,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CalendarFeed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "link" TEXT,
    "dedupeKey" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readAt" TIMESTAMPTZ(3),

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NotificationDelivery" (
    "id" TEXT NOT NULL,
    "notificationId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "webhookId" TEXT,
    "state" TEXT NOT NULL DEFAULT 'due',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "lastError" TEXT,
    "calendar" TEXT,

    CONSTRAINT "NotificationDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NotificationPreference" (
    "personId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "email" BOOLEAN NOT NULL,
    "webhook" BOOLEAN NOT NULL,

    CONSTRAINT "NotificationPreference_pkey" PRIMARY KEY ("personId","kind")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL,
    "personId" TEXT,
    "url" TEXT NOT NULL,
    "sealedSecret" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT,
    "budgetAmount" DECIMAL(12,2),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProjectMember" (
    "projectId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,

    CONSTRAINT "ProjectMember_pkey" PRIMARY KEY ("projectId","personId")
);

-- CreateIndex
CREATE UNIQUE INDEX "BookingWait_holdId_key" ON "BookingWait"("holdId");

-- CreateIndex
CREATE INDEX "BookingWait_state_createdAt_idx" ON "BookingWait"("state", "createdAt");

-- CreateIndex
CREATE INDEX "BookingWait_personId_idx" ON "BookingWait"("personId");

-- CreateIndex
CREATE INDEX "BookingSeries_personId_idx" ON "BookingSeries"("personId");

-- CreateIndex
CREATE INDEX "BookingAdjustment_bookingId_idx" ON "BookingAdjustment"("bookingId");

-- CreateIndex
CREATE UNIQUE INDEX "CalendarFeed_tokenHash_key" ON "CalendarFeed"("tokenHash");

-- CreateIndex
CREATE INDEX "CalendarFeed_personId_idx" ON "CalendarFeed"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Notification_dedupeKey_key" ON "Notification"("dedupeKey");

-- CreateIndex
CREATE INDEX "Notification_personId_createdAt_idx" ON "Notification"("personId", "createdAt");

-- CreateIndex
CREATE INDEX "NotificationDelivery_state_nextAt_idx" ON "NotificationDelivery"("state", "nextAt");

-- CreateIndex
CREATE INDEX "NotificationDelivery_webhookId_idx" ON "NotificationDelivery"("webhookId");

-- CreateIndex
CREATE INDEX "Webhook_personId_idx" ON "Webhook"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Project_name_key" ON "Project"("name");

-- CreateIndex
CREATE INDEX "ProjectMember_personId_idx" ON "ProjectMember"("personId");

-- CreateIndex
CREATE INDEX "Booking_personId_startsAt_idx" ON "Booking"("personId", "startsAt");

-- CreateIndex
CREATE UNIQUE INDEX "Booking_seriesId_seriesDate_key" ON "Booking"("seriesId", "seriesDate");

-- CreateIndex
CREATE INDEX "MachineBlock_holdId_idx" ON "MachineBlock"("holdId");

-- AddForeignKey
ALTER TABLE "Booking" ADD CONSTRAINT "Booking_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Booking" ADD CONSTRAINT "Booking_seriesId_fkey" FOREIGN KEY ("seriesId") REFERENCES "BookingSeries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Booking" ADD CONSTRAINT "Booking_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingHold" ADD CONSTRAINT "BookingHold_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingWait" ADD CONSTRAINT "BookingWait_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingWait" ADD CONSTRAINT "BookingWait_holdId_fkey" FOREIGN KEY ("holdId") REFERENCES "BookingHold"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingSeries" ADD CONSTRAINT "BookingSeries_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingSeries" ADD CONSTRAINT "BookingSeries_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingRule" ADD CONSTRAINT "BookingRule_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingRule" ADD CONSTRAINT "BookingRule_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingRule" ADD CONSTRAINT "BookingRule_setById_fkey" FOREIGN KEY ("setById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingAdjustment" ADD CONSTRAINT "BookingAdjustment_bookingId_fkey" FOREIGN KEY ("bookingId") REFERENCES "Booking"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingAdjustment" ADD CONSTRAINT "BookingAdjustment_wantedProjectId_fkey" FOREIGN KEY ("wantedProjectId") REFERENCES "Project"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingAdjustment" ADD CONSTRAINT "BookingAdjustment_askedById_fkey" FOREIGN KEY ("askedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingAdjustment" ADD CONSTRAINT "BookingAdjustment_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CalendarFeed" ADD CONSTRAINT "CalendarFeed_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CalendarFeed" ADD CONSTRAINT "CalendarFeed_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MachineBlock" ADD CONSTRAINT "MachineBlock_holdId_fkey" FOREIGN KEY ("holdId") REFERENCES "BookingHold"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notification" ADD CONSTRAINT "Notification_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NotificationDelivery" ADD CONSTRAINT "NotificationDelivery_notificationId_fkey" FOREIGN KEY ("notificationId") REFERENCES "Notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NotificationDelivery" ADD CONSTRAINT "NotificationDelivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NotificationPreference" ADD CONSTRAINT "NotificationPreference_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Webhook" ADD CONSTRAINT "Webhook_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A rule belongs to exactly what its scope says, and each thing has one of a kind.
ALTER TABLE "BookingRule" ADD CONSTRAINT booking_rule_scope CHECK (
    (scope = 'lab' AND num_nonnulls("teamId", "machineId", "catalogId") = 0)
    OR (scope = 'team' AND "teamId" IS NOT NULL AND num_nonnulls("machineId", "catalogId") = 0)
    OR (scope = 'machine' AND "machineId" IS NOT NULL AND num_nonnulls("teamId", "catalogId") = 0)
    OR (scope = 'model' AND "catalogId" IS NOT NULL AND num_nonnulls("teamId", "machineId") = 0)
);
CREATE UNIQUE INDEX booking_rule_one_each ON "BookingRule"
    (kind, scope, coalesce("teamId", "machineId", "catalogId", ''));

-- A hold is over at a time of its own; nothing else is. No version before this one wrote holds.
DELETE FROM "MachineBlock" WHERE kind = 'hold';
ALTER TABLE "MachineBlock" ADD CONSTRAINT machine_block_hold CHECK ((kind = 'hold') = ("expiresAt" IS NOT NULL));
CREATE INDEX machine_block_holds_by_end ON "MachineBlock" ("expiresAt") WHERE holds AND "expiresAt" IS NOT NULL;
ALTER TABLE "BookingHold" ADD CONSTRAINT booking_hold_times CHECK ("startsAt" < "endsAt");
ALTER TABLE "BookingWait" ADD CONSTRAINT booking_wait_times CHECK ("startsAt" < "endsAt" AND count > 0);

-- What the lab's own row said of bookings are rules like all others.
INSERT INTO "BookingRule" (id, kind, scope, value)
    SELECT gen_random_uuid()::text, 'longest', 'lab', jsonb_build_object('hours', "longestBookingHours") FROM "Lab"
    UNION ALL
    SELECT gen_random_uuid()::text, 'turnaround', 'lab', jsonb_build_object('minutes', "turnaroundMinutes") FROM "Lab"
    WHERE "turnaroundMinutes" > 0;
ALTER TABLE "Lab" DROP COLUMN "longestBookingHours", DROP COLUMN "turnaroundMinutes";

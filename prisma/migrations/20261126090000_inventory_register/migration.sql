-- CreateEnum
CREATE TYPE "Ownership" AS ENUM ('owned', 'leased', 'rented');

-- CreateEnum
CREATE TYPE "CustomFieldKind" AS ENUM ('text', 'number', 'date', 'choice', 'yes_no');

-- AlterEnum
ALTER TYPE "MachineStatus" ADD VALUE 'loaned';

-- AlterTable
ALTER TABLE "Machine" ADD COLUMN     "customValues" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "diskBytes" BIGINT,
ADD COLUMN     "hourlyRate" DECIMAL(12,4),
ADD COLUMN     "leaseMonthlyPrice" DECIMAL(12,2),
ADD COLUMN     "leaseUntil" DATE,
ADD COLUMN     "lifespanMonths" INTEGER,
ADD COLUMN     "location" TEXT,
ADD COLUMN     "memoryBytes" BIGINT,
ADD COLUMN     "orderNumber" TEXT,
ADD COLUMN     "ownerId" TEXT,
ADD COLUMN     "ownerTeamId" TEXT,
ADD COLUMN     "ownership" "Ownership" NOT NULL DEFAULT 'owned',
ADD COLUMN     "purchasePrice" DECIMAL(12,2),
ADD COLUMN     "purchasedOn" DATE,
ADD COLUMN     "residualPrice" DECIMAL(12,2),
ADD COLUMN     "serial" TEXT,
ADD COLUMN     "supplier" TEXT,
ADD COLUMN     "tag" TEXT,
ADD COLUMN     "warrantyUntil" DATE;

-- AlterTable
ALTER TABLE "MachineBlock" ADD COLUMN     "windowId" TEXT;

-- CreateTable
CREATE TABLE "MaintenanceWindow" (
    "id" TEXT NOT NULL,
    "seriesId" TEXT,
    "seriesDate" DATE,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelledAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MaintenanceWindow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MaintenanceSeries" (
    "id" TEXT NOT NULL,
    "machineIds" TEXT[],
    "note" TEXT,
    "unit" TEXT NOT NULL,
    "every" INTEGER NOT NULL,
    "nthWeekday" INTEGER,
    "startsOn" DATE NOT NULL,
    "untilDate" DATE,
    "localTime" TEXT NOT NULL,
    "durationMinutes" INTEGER NOT NULL,
    "timeZone" TEXT NOT NULL,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MaintenanceSeries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BookingNotice" (
    "id" TEXT NOT NULL,
    "bookingId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "byId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "BookingNotice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MachineRental" (
    "machineId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "instanceType" TEXT,
    "hostId" TEXT,
    "hourlyPrice" DECIMAL(12,4),
    "priceAsOf" DATE,
    "minimumHours" INTEGER NOT NULL DEFAULT 24,
    "allocatedAt" TIMESTAMPTZ(3),
    "releasedAt" TIMESTAMPTZ(3),
    "hostState" TEXT,
    "hostStateAt" TIMESTAMPTZ(3),
    "pendingMs" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "MachineRental_pkey" PRIMARY KEY ("machineId")
);

-- CreateTable
CREATE TABLE "ObservedChange" (
    "id" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "needsWord" BOOLEAN NOT NULL DEFAULT false,
    "confirmedAt" TIMESTAMPTZ(3),
    "confirmedById" TEXT,

    CONSTRAINT "ObservedChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Qualification" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT,
    "expiresUnusedDays" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Qualification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QualificationNeed" (
    "id" TEXT NOT NULL,
    "qualificationId" TEXT NOT NULL,
    "machineId" TEXT,
    "catalogId" TEXT,

    CONSTRAINT "QualificationNeed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QualificationGrant" (
    "id" TEXT NOT NULL,
    "qualificationId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "grantedById" TEXT,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "QualificationGrant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CustomField" (
    "id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "kind" "CustomFieldKind" NOT NULL,
    "choices" TEXT[],
    "position" INTEGER NOT NULL DEFAULT 0,
    "retiredAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CustomField_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Custody" (
    "id" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "personId" TEXT,
    "place" TEXT,
    "note" TEXT,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "givenById" TEXT,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "returnedAt" TIMESTAMPTZ(3),
    "returnedToId" TEXT,
    "returnNote" TEXT,

    CONSTRAINT "Custody_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "uploadedById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MaintenanceWindow_startsAt_idx" ON "MaintenanceWindow"("startsAt");

-- CreateIndex
CREATE UNIQUE INDEX "MaintenanceWindow_seriesId_seriesDate_key" ON "MaintenanceWindow"("seriesId", "seriesDate");

-- CreateIndex
CREATE INDEX "BookingNotice_bookingId_idx" ON "BookingNotice"("bookingId");

-- CreateIndex
CREATE INDEX "ObservedChange_machineId_at_idx" ON "ObservedChange"("machineId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Qualification_name_key" ON "Qualification"("name");

-- CreateIndex
CREATE UNIQUE INDEX "QualificationNeed_qualificationId_machineId_key" ON "QualificationNeed"("qualificationId", "machineId");

-- CreateIndex
CREATE UNIQUE INDEX "QualificationNeed_qualificationId_catalogId_key" ON "QualificationNeed"("qualificationId", "catalogId");

-- CreateIndex
CREATE INDEX "QualificationGrant_personId_idx" ON "QualificationGrant"("personId");

-- CreateIndex
CREATE INDEX "QualificationGrant_qualificationId_idx" ON "QualificationGrant"("qualificationId");

-- CreateIndex
CREATE UNIQUE INDEX "CustomField_label_key" ON "CustomField"("label");

-- CreateIndex
CREATE INDEX "Custody_machineId_takenAt_idx" ON "Custody"("machineId", "takenAt");

-- CreateIndex
CREATE INDEX "Custody_personId_idx" ON "Custody"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Attachment_machineId_sha256_key" ON "Attachment"("machineId", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_ownerId_page_name_key" ON "SavedView"("ownerId", "page", "name");

-- CreateIndex
CREATE INDEX "AuditEntry_objectType_objectId_at_idx" ON "AuditEntry"("objectType", "objectId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Machine_tag_key" ON "Machine"("tag");

-- CreateIndex
CREATE UNIQUE INDEX "Machine_serial_key" ON "Machine"("serial");

-- AddForeignKey
ALTER TABLE "MachineBlock" ADD CONSTRAINT "MachineBlock_windowId_fkey" FOREIGN KEY ("windowId") REFERENCES "MaintenanceWindow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaintenanceWindow" ADD CONSTRAINT "MaintenanceWindow_seriesId_fkey" FOREIGN KEY ("seriesId") REFERENCES "MaintenanceSeries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaintenanceWindow" ADD CONSTRAINT "MaintenanceWindow_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaintenanceSeries" ADD CONSTRAINT "MaintenanceSeries_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingNotice" ADD CONSTRAINT "BookingNotice_bookingId_fkey" FOREIGN KEY ("bookingId") REFERENCES "Booking"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BookingNotice" ADD CONSTRAINT "BookingNotice_byId_fkey" FOREIGN KEY ("byId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Machine" ADD CONSTRAINT "Machine_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Machine" ADD CONSTRAINT "Machine_ownerTeamId_fkey" FOREIGN KEY ("ownerTeamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MachineRental" ADD CONSTRAINT "MachineRental_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ObservedChange" ADD CONSTRAINT "ObservedChange_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ObservedChange" ADD CONSTRAINT "ObservedChange_confirmedById_fkey" FOREIGN KEY ("confirmedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualificationNeed" ADD CONSTRAINT "QualificationNeed_qualificationId_fkey" FOREIGN KEY ("qualificationId") REFERENCES "Qualification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualificationNeed" ADD CONSTRAINT "QualificationNeed_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualificationGrant" ADD CONSTRAINT "QualificationGrant_qualificationId_fkey" FOREIGN KEY ("qualificationId") REFERENCES "Qualification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualificationGrant" ADD CONSTRAINT "QualificationGrant_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualificationGrant" ADD CONSTRAINT "QualificationGrant_grantedById_fkey" FOREIGN KEY ("grantedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Custody" ADD CONSTRAINT "Custody_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Custody" ADD CONSTRAINT "Custody_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Custody" ADD CONSTRAINT "Custody_givenById_fkey" FOREIGN KEY ("givenById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_machineId_fkey" FOREIGN KEY ("machineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_uploadedById_fkey" FOREIGN KEY ("uploadedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A machine is in one place at a time.
CREATE UNIQUE INDEX custody_one_open ON "Custody" ("machineId") WHERE "returnedAt" IS NULL;
ALTER TABLE "Custody" ADD CONSTRAINT custody_to_somebody CHECK ("personId" IS NOT NULL OR place IS NOT NULL OR "returnedAt" IS NOT NULL);
ALTER TABLE "QualificationNeed" ADD CONSTRAINT qualification_need_of_one CHECK (num_nonnulls("machineId", "catalogId") = 1);
ALTER TABLE "MaintenanceWindow" ADD CONSTRAINT maintenance_window_starts_before_end CHECK ("startsAt" < "endsAt");

-- Maintenance planned before there were windows: each block gets one of its own.
INSERT INTO "MaintenanceWindow" ("id", "startsAt", "endsAt", "note", "createdAt")
SELECT id, "startsAt", "endsAt", note, "startsAt" FROM "MachineBlock" WHERE kind = 'maintenance';
UPDATE "MachineBlock" SET "windowId" = id WHERE kind = 'maintenance';
CREATE INDEX "MachineBlock_windowId_idx" ON "MachineBlock" ("windowId");

-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "freezeAfterDays" INTEGER;

-- CreateTable
CREATE TABLE "FrozenMonth" (
    "month" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "timeZone" TEXT NOT NULL,
    "labName" TEXT NOT NULL,
    "frozenAt" TIMESTAMPTZ(3) NOT NULL,
    "frozenById" TEXT,
    "frozenByName" TEXT NOT NULL,
    "tariffs" JSONB NOT NULL,
    "carbon" JSONB,
    "usage" JSONB NOT NULL,

    CONSTRAINT "FrozenMonth_pkey" PRIMARY KEY ("month")
);

-- CreateTable
CREATE TABLE "FrozenCost" (
    "month" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "teamId" TEXT,
    "teamName" TEXT,
    "projectId" TEXT,
    "projectName" TEXT,
    "machineId" TEXT NOT NULL,
    "machineName" TEXT NOT NULL,
    "catalogId" TEXT,
    "reservedMs" DOUBLE PRECISION NOT NULL,
    "usedMs" DOUBLE PRECISION NOT NULL,
    "charges" JSONB NOT NULL,
    "electricity" JSONB NOT NULL,
    "tokenCharges" JSONB NOT NULL,
    "joules" DOUBLE PRECISION,
    "coveredMs" DOUBLE PRECISION NOT NULL,
    "windowMs" DOUBLE PRECISION NOT NULL,
    "promptTokens" DOUBLE PRECISION NOT NULL,
    "completionTokens" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "FrozenCost_pkey" PRIMARY KEY ("month","position")
);

-- CreateTable
CREATE TABLE "FrozenMachine" (
    "month" TEXT NOT NULL,
    "machineId" TEXT NOT NULL,
    "machineName" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "bookedMs" DOUBLE PRECISION NOT NULL,
    "usedMs" DOUBLE PRECISION NOT NULL,
    "measuredJoules" DOUBLE PRECISION,
    "estimatedJoules" DOUBLE PRECISION,
    "estimateBasis" TEXT,
    "sessionJoules" DOUBLE PRECISION,
    "otherJoules" DOUBLE PRECISION,
    "coveredMs" DOUBLE PRECISION NOT NULL,
    "windowMs" DOUBLE PRECISION NOT NULL,
    "powerSources" JSONB NOT NULL,

    CONSTRAINT "FrozenMachine_pkey" PRIMARY KEY ("month","machineId")
);

-- CreateTable
CREATE TABLE "StatementEntry" (
    "id" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "correctsMonth" TEXT,
    "teamId" TEXT,
    "teamName" TEXT,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(14,4) NOT NULL,
    "reason" TEXT NOT NULL,
    "bookingId" TEXT,
    "createdById" TEXT,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StatementEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FrozenMonth_startsAt_idx" ON "FrozenMonth"("startsAt");

-- CreateIndex
CREATE INDEX "StatementEntry_month_idx" ON "StatementEntry"("month");

-- AddForeignKey
ALTER TABLE "FrozenCost" ADD CONSTRAINT "FrozenCost_month_fkey" FOREIGN KEY ("month") REFERENCES "FrozenMonth"("month") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FrozenMachine" ADD CONSTRAINT "FrozenMachine_month_fkey" FOREIGN KEY ("month") REFERENCES "FrozenMonth"("month") ON DELETE CASCADE ON UPDATE CASCADE;

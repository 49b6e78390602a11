-- CreateTable
CREATE TABLE "AlertRule" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "isOn" BOOLEAN NOT NULL DEFAULT true,
    "severity" TEXT NOT NULL,
    "threshold" DOUBLE PRECISION,
    "clearsAt" DOUBLE PRECISION,
    "fireAfterSeconds" INTEGER NOT NULL,
    "clearAfterSeconds" INTEGER NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'all',
    "catalogIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "machineIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "tellsConcerned" BOOLEAN NOT NULL DEFAULT true,
    "roles" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "teamIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "personIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "byEmail" BOOLEAN NOT NULL DEFAULT true,
    "byWebhook" BOOLEAN NOT NULL DEFAULT true,
    "sendsSimulated" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AlertRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertCondition" (
    "ruleId" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AlertCondition_pkey" PRIMARY KEY ("ruleId","subjectId")
);

-- CreateTable
CREATE TABLE "Alert" (
    "id" TEXT NOT NULL,
    "ruleId" TEXT,
    "ruleName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "subjectName" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "link" TEXT,
    "firedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,
    "toldAt" TIMESTAMPTZ(3),
    "acknowledgedAt" TIMESTAMPTZ(3),
    "acknowledgedById" TEXT,

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertTold" (
    "alertId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "dedupeKey" TEXT NOT NULL,

    CONSTRAINT "AlertTold_pkey" PRIMARY KEY ("alertId","personId")
);

-- CreateTable
CREATE TABLE "AlertSilence" (
    "id" TEXT NOT NULL,
    "ruleId" TEXT,
    "subjectId" TEXT,
    "subjectName" TEXT,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "byId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AlertSilence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertRound" (
    "id" TEXT NOT NULL DEFAULT 'round',
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AlertRound_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Alert_firedAt_id_idx" ON "Alert"("firedAt", "id");

-- CreateIndex
CREATE INDEX "Alert_ruleId_firedAt_idx" ON "Alert"("ruleId", "firedAt");

-- CreateIndex
CREATE INDEX "AlertTold_personId_idx" ON "AlertTold"("personId");

-- CreateIndex
CREATE INDEX "AlertSilence_until_idx" ON "AlertSilence"("until");

-- AddForeignKey
ALTER TABLE "AlertCondition" ADD CONSTRAINT "AlertCondition_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "AlertRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "AlertRule"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_acknowledgedById_fkey" FOREIGN KEY ("acknowledgedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertTold" ADD CONSTRAINT "AlertTold_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "Alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertTold" ADD CONSTRAINT "AlertTold_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertSilence" ADD CONSTRAINT "AlertSilence_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "AlertRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertSilence" ADD CONSTRAINT "AlertSilence_byId_fkey" FOREIGN KEY ("byId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

INSERT INTO "AlertRound" ("id", "at") VALUES ('round', to_timestamp(0));

-- One rule of each kind from the start; how much power is too much only the lab knows.
INSERT INTO "AlertRule" ("id", "kind", "name", "isOn", "severity", "threshold", "clearsAt", "fireAfterSeconds",
  "clearAfterSeconds", "scope", "roles", "byEmail", "byWebhook") VALUES
  ('offline', 'offline', 'Mac offline', true, 'critical', NULL, NULL, 120, 60, 'all', '{owner,admin}', true, true),
  ('hot', 'hot', 'Hot', true, 'warning', 95, 88, 180, 300, 'all', '{owner,admin}', true, true),
  ('thermal-pressure', 'thermal_pressure', 'Thermal pressure', true, 'warning', 2, 0, 60, 300, 'all', '{owner,admin}', true, true),
  ('disk-low', 'disk_low', 'Disk low', true, 'warning', 10, 15, 600, 600, 'all', '{owner,admin}', true, true),
  ('power-over', 'power_over', 'Lab power', false, 'warning', 600, 560, 120, 300, 'lab', '{owner,admin}', true, true),
  ('session-stuck', 'session_stuck', 'Session stuck', true, 'warning', 30, 30, 0, 0, 'all', '{owner,admin}', true, true),
  ('booking-idle', 'booking_idle', 'Booking idle', true, 'notice', 45, 45, 0, 0, 'all', '{owner,admin}', false, false),
  ('agent-outdated', 'agent_outdated', 'Agent outdated', true, 'notice', NULL, NULL, 3600, 0, 'all', '{owner,admin}', false, false),
  ('meter-silent', 'meter_silent', 'Meter silent', true, 'warning', NULL, NULL, 300, 0, 'all', '{owner,admin}', true, true),
  ('budget-near', 'budget_near', 'Budget near', true, 'notice', 80, 80, 0, 0, 'all', '{owner,admin}', true, true);

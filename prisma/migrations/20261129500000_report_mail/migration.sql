-- CreateTable
CREATE TABLE "ReportSchedule" (
    "viewId" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "weekday" INTEGER NOT NULL,
    "hour" INTEGER NOT NULL,
    "personIds" TEXT[],
    "nextAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReportSchedule_pkey" PRIMARY KEY ("viewId")
);

-- CreateTable
CREATE TABLE "ReportSending" (
    "id" TEXT NOT NULL,
    "viewId" TEXT NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "missed" INTEGER NOT NULL DEFAULT 0,
    "personIds" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReportSending_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReportSchedule_nextAt_idx" ON "ReportSchedule"("nextAt");

-- CreateIndex
CREATE INDEX "ReportSending_viewId_createdAt_idx" ON "ReportSending"("viewId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "ReportSending_viewId_dueAt_key" ON "ReportSending"("viewId", "dueAt");

-- AddForeignKey
ALTER TABLE "ReportSchedule" ADD CONSTRAINT "ReportSchedule_viewId_fkey" FOREIGN KEY ("viewId") REFERENCES "SavedView"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReportSending" ADD CONSTRAINT "ReportSending_viewId_fkey" FOREIGN KEY ("viewId") REFERENCES "SavedView"("id") ON DELETE CASCADE ON UPDATE CASCADE;

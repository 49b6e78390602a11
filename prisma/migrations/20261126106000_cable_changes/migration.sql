-- CreateTable
CREATE TABLE "CableSighting" (
    "aMachineId" TEXT NOT NULL,
    "aPort" TEXT NOT NULL,
    "bMachineId" TEXT NOT NULL,
    "bPort" TEXT NOT NULL,
    "speedGbps" DOUBLE PRECISION,
    "rdma" BOOLEAN,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CableSighting_pkey" PRIMARY KEY ("aMachineId","aPort","bMachineId","bPort")
);

-- CreateTable
CREATE TABLE "CableChange" (
    "id" TEXT NOT NULL,
    "aMachineId" TEXT NOT NULL,
    "aPort" TEXT NOT NULL,
    "bMachineId" TEXT NOT NULL,
    "bPort" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "times" INTEGER NOT NULL DEFAULT 1,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CableChange_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CableChange_at_idx" ON "CableChange"("at");

-- CreateIndex
CREATE INDEX "CableChange_aMachineId_aPort_at_idx" ON "CableChange"("aMachineId", "aPort", "at");

-- AddForeignKey
ALTER TABLE "CableSighting" ADD CONSTRAINT "CableSighting_aMachineId_fkey" FOREIGN KEY ("aMachineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CableSighting" ADD CONSTRAINT "CableSighting_bMachineId_fkey" FOREIGN KEY ("bMachineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CableChange" ADD CONSTRAINT "CableChange_aMachineId_fkey" FOREIGN KEY ("aMachineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CableChange" ADD CONSTRAINT "CableChange_bMachineId_fkey" FOREIGN KEY ("bMachineId") REFERENCES "Machine"("id") ON DELETE CASCADE ON UPDATE CASCADE;

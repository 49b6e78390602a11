-- AlterTable
ALTER TABLE "BookingNotice" ADD COLUMN     "windowId" TEXT;

-- AlterTable
ALTER TABLE "MachineBlock" ADD COLUMN     "waits" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "BookingNotice_windowId_idx" ON "BookingNotice"("windowId");

-- AddForeignKey
ALTER TABLE "BookingNotice" ADD CONSTRAINT "BookingNotice_windowId_fkey" FOREIGN KEY ("windowId") REFERENCES "MaintenanceWindow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What waits for a booking keeps nobody away yet.
ALTER TABLE "MachineBlock" ADD CONSTRAINT machine_block_holds_or_waits CHECK (NOT (holds AND waits));
CREATE INDEX machine_block_waiting ON "MachineBlock" ("machineId", "startsAt") WHERE waits;

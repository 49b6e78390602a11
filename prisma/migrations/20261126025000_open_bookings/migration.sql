-- What is still open, looked at every second: it stays small however long the history grows.
CREATE INDEX booking_open_by_end ON "Booking" ("endsAt") WHERE status = 'confirmed';
DROP INDEX "MachineBlock_machineId_startsAt_idx";
CREATE INDEX machine_block_holding ON "MachineBlock" ("machineId", "startsAt") WHERE holds;
CREATE INDEX machine_block_holding_by_end ON "MachineBlock" ("endsAt") WHERE holds;
-- Maintenance is listed by its own window, beside far more bookings.
CREATE INDEX machine_block_maintenance ON "MachineBlock" ("startsAt", "endsAt") WHERE kind = 'maintenance';

-- What a change changed, as data. Rows of the first version keep their text in "detail".
ALTER TABLE "AuditEntry" ADD COLUMN "before" JSONB, ADD COLUMN "after" JSONB;

-- The audit list goes back in time by (at, id).
DROP INDEX "AuditEntry_at_idx";
CREATE INDEX "AuditEntry_at_id_idx" ON "AuditEntry"("at", "id");

import type { Database } from '../db.ts';

/** The audit is append-only for everybody else. */
export async function clearAudit(db: Database): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('espalier.audit_retention', 'on', true)`;
    await tx.auditEntry.deleteMany();
  });
}

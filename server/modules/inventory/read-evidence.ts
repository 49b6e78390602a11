import type { Evidence } from '@/shared/schemas/joins.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readReport } from './read-report.ts';

/** How a machine's agent came to know what it tells: each look, its age, and why it gave nothing. */
export async function readEvidence(ctx: ServiceContext, { id }: { id: string }): Promise<Evidence> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.machine.findUnique({ where: { id }, select: { report: true } });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  const { facts } = readReport(row.report);
  return {
    reportedAt: row.report?.reportedAt ?? null,
    probes: facts?.probes ?? null,
    localNetwork: facts?.localNetwork ?? null,
    serial: may(ctx, 'machine:edit') ? (facts?.serial ?? null) : null,
  };
}

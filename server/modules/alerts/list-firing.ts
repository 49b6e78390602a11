import type { AlertKind, Severity } from '@/shared/domain/alert-kinds.ts';
import { authorize, type ServiceContext } from '../../context.ts';

type Firing = { id: string; kind: AlertKind; severity: Severity; title: string };

/** What fires over machines of one kind and over the lab as one, newest first: what anybody in the room may read. */
export async function listFiring(
  ctx: ServiceContext,
  { simulated, limit }: { simulated: boolean; limit: number },
): Promise<Firing[]> {
  authorize(ctx, 'wall:read');
  const rows = await ctx.db.alert.findMany({
    where: { endedAt: null, simulated, subjectKind: { in: ['machine', 'lab'] } },
    select: { id: true, kind: true, severity: true, title: true },
    orderBy: [{ firedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(({ kind, severity, ...it }) => ({
    ...it,
    kind: kind as AlertKind,
    severity: severity as Severity,
  }));
}

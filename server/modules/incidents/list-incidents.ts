import type * as z from 'zod';
import type { IncidentRow, ListIncidentsInput } from '@/shared/schemas/incident.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { incidentInclude, toRow } from './internal.ts';

/** Incidents, newest first; of one machine those of its sessions, whichever machine the cause is on. */
export async function listIncidents(
  ctx: ServiceContext,
  input: z.output<typeof ListIncidentsInput>,
): Promise<Page<IncidentRow>> {
  authorize(ctx, 'lab:read');
  const { machineId } = input;
  const rows = await ctx.db.incident.findMany({
    where: {
      ...(input.which === 'open' && { closedAt: null }),
      ...(machineId && { session: { ranks: { some: { machineId } } } }),
      AND: olderThan('noticedAt', input.cursor),
    },
    include: incidentInclude,
    orderBy: [{ noticedAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  return toPage(rows, input, ({ noticedAt, id }) => ({ at: noticedAt, id }), toRow);
}

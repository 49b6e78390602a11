import { PRESENT_STATES, OVER_STATES } from '@/shared/domain/session-states.ts';
import type { Page, PageInput } from '@/shared/schemas/paging.ts';
import type { Session } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { readMayKnow } from '../visibility/index.ts';
import { sessionInclude, tellSession } from './internal.ts';

/** What is live, then what is over, newest first. Live ones stand on the first page only: machines bound them. */
export async function listSessions(ctx: ServiceContext, input: PageInput): Promise<Page<Session>> {
  authorize(ctx, 'lab:read');
  const mayKnow = await readMayKnow(ctx);
  const [live, over] = await Promise.all([
    input.cursor
      ? []
      : ctx.db.session.findMany({
          where: { state: { in: [...PRESENT_STATES] } },
          include: sessionInclude,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: input.limit,
        }),
    ctx.db.session.findMany({
      where: {
        state: { in: [...OVER_STATES] },
        endedAt: { not: null },
        AND: olderThan('endedAt', input.cursor),
      },
      include: sessionInclude,
      orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
      take: takeOf(input),
    }),
  ]);
  const page = toPage(
    over,
    input,
    ({ endedAt, id }) => ({ at: endedAt!, id }),
    (row) => tellSession(ctx, row, mayKnow),
  );
  return { ...page, rows: [...live.map((it) => tellSession(ctx, it, mayKnow)), ...page.rows] };
}

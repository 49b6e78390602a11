import { type AuditEntry, AuditFields } from '@/shared/schemas/audit.ts';
import type { Page, PageInput } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { nameIds } from './name-ids.ts';

/** The newest entries first. */
export async function listAudit(ctx: ServiceContext, input: PageInput): Promise<Page<AuditEntry>> {
  authorize(ctx, 'audit:read');
  const found = await ctx.db.auditEntry.findMany({
    where: olderThan('at', input.cursor),
    take: takeOf(input),
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    omit: { actorKind: true, actorId: true, objectId: true, requestId: true },
  });
  const page = toPage(
    found,
    input,
    ({ at, id }) => ({ at, id }),
    (row) => ({ ...row, before: fieldsOf(row.before), after: fieldsOf(row.after) }),
  );
  return { ...page, rows: await nameIds(ctx.db, page.rows) };
}

const fieldsOf = (stored: unknown): AuditFields | null => AuditFields.safeParse(stored).data ?? null;

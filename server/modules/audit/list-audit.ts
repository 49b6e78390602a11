import { type AuditEntry, AuditFields, type AuditFilter, type ListedEntry } from '@/shared/schemas/audit.ts';
import type { Page, PageInput } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { auditWhere } from './audit-where.ts';
import { findPages } from './find-pages.ts';
import { hideAnonymous } from './hide-anonymous.ts';
import { nameIds } from './name-ids.ts';

/** The newest entries first, of those that the filter means. */
export async function listAudit(
  ctx: ServiceContext,
  input: PageInput & AuditFilter,
): Promise<Page<ListedEntry>> {
  authorize(ctx, 'audit:read');
  const page = await readAudit(ctx, input);
  return { ...page, rows: await findPages(ctx.db, page.rows) };
}

/** The same for who has been let in already. */
export async function readAudit(
  ctx: Pick<ServiceContext, 'db'>,
  input: PageInput & AuditFilter,
): Promise<Page<AuditEntry>> {
  const found = await ctx.db.auditEntry.findMany({
    where: { ...olderThan('at', input.cursor), ...auditWhere(input) },
    take: takeOf(input),
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  const page = toPage(
    found,
    input,
    ({ at, id }) => ({ at, id }),
    (row) => ({ ...row, before: fieldsOf(row.before), after: fieldsOf(row.after) }),
  );
  return { ...page, rows: await hideAnonymous(ctx.db, await nameIds(ctx.db, page.rows)) };
}

const fieldsOf = (stored: unknown): AuditFields | null => AuditFields.safeParse(stored).data ?? null;

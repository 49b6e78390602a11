import type { AuditEntry } from '@/shared/schemas/audit.ts';
import { requireUser, type ServiceContext } from '../../context.ts';
import { rowsOf } from './export-audit.ts';

/** What the person who asks has done, newest first: theirs to read whatever their role is. */
export function readOwnAudit(ctx: ServiceContext): AsyncGenerator<AuditEntry> {
  return rowsOf(ctx, { personId: requireUser(ctx).id });
}

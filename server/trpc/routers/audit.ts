import { AuditPage, ListAuditInput } from '@/shared/schemas/audit.ts';
import { listAudit } from '../../modules/audit/index.ts';
import { procedure, router } from '../init.ts';

export const auditRouter = router({
  list: procedure
    .input(ListAuditInput)
    .output(AuditPage)
    .query(({ ctx, input }) => listAudit(ctx, input)),
});

import * as z from 'zod';
import { AuditEntry } from '@/shared/schemas/member.ts';
import { listAudit } from '../../modules/audit/index.ts';
import { procedure, router } from '../init.ts';

export const auditRouter = router({
  list: procedure
    .input(z.object({ limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(AuditEntry))
    .query(({ ctx, input }) => listAudit(ctx, input)),
});

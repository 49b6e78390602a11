import { AuditFilter } from '@/shared/schemas/audit.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { streamAudit } from '../modules/audit/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { type FileType, goneSignal, sendReportFile } from './send-pieces.ts';

/** The audit as a file, by the same conditions as its page: `?personId=…&kind=booking&from=…`. */
const serveAudit =
  (type: FileType): Route =>
  async (deps, exchange) => {
    const { res, url } = exchange;
    const ctx = await contextOf(deps, exchange);
    authorize(ctx, 'audit:read');
    const filter = AuditFilter.safeParse(Object.fromEntries(url.searchParams));
    if (!filter.success)
      throw new ServiceError('VALIDATION', 'These conditions are none. Take the file from the audit page.');
    const name = `espalier-audit-${ctx.now().toISOString().slice(0, 10)}.${type}`;
    const signal = goneSignal(res);
    await sendReportFile(res, streamAudit(ctx, filter.data, type), { name, type, signal });
  };

export const serveAuditCsv = serveAudit('csv');
export const serveAuditJson = serveAudit('json');

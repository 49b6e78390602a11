import { fromNodeHeaders } from 'better-auth/node';
import { ReportInput } from '@/shared/schemas/report.ts';
import { actorOf } from '../auth/actor.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { buildUsageCsv } from '../modules/reports/index.ts';
import type { Route } from './deps.ts';

export const serveUsageCsv: Route = async (deps, { req, res, url, requestId }) => {
  const ctx = deps.makeContext(await actorOf(deps.auth, fromNodeHeaders(req.headers)), requestId);
  authorize(ctx, 'report:export');
  const input = ReportInput.safeParse({ from: url.searchParams.get('from'), to: url.searchParams.get('to') });
  if (!input.success || !url.searchParams.get('from') || !url.searchParams.get('to')) {
    throw new ServiceError(
      'VALIDATION',
      'Say from when to when: ?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z',
    );
  }
  const csv = await buildUsageCsv(ctx, input.data);
  const day = (date: Date) => date.toISOString().slice(0, 10);
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="espalier-usage-${day(input.data.from)}-${day(input.data.to)}.csv"`,
    'content-length': String(Buffer.byteLength(csv)),
    'cache-control': 'no-store',
  });
  res.end(csv);
};

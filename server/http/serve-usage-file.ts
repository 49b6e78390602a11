import { ReportInput } from '@/shared/schemas/report.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { readTimeZone } from '../modules/energy/index.ts';
import { reportFileName, streamUsageCsv, streamUsageJson } from '../modules/reports/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { goneSignal, sendPieces } from './send-pieces.ts';

const TYPES = {
  csv: { mime: 'text/csv; charset=utf-8', stream: streamUsageCsv },
  json: { mime: 'application/json; charset=utf-8', stream: streamUsageJson },
} as const;

const serveUsage =
  (type: keyof typeof TYPES): Route =>
  async (deps, exchange) => {
    const { res, url } = exchange;
    const ctx = await contextOf(deps, exchange);
    authorize(ctx, 'report:export');
    const input = parseInput(url.searchParams);
    const signal = goneSignal(res);
    const name = reportFileName(input, await readTimeZone(ctx), type);
    const { mime, stream } = TYPES[type];
    await sendPieces(res, stream(ctx, input, { signal }), {
      headers: { 'content-type': mime, 'content-disposition': `attachment; filename="${name}"` },
      signal,
    });
  };

/** The rows of a report as a file, `?from=…&to=…`: the same rows by the same rights, whatever the type. */
export const serveUsageCsv = serveUsage('csv');
export const serveUsageJson = serveUsage('json');

function parseInput(query: URLSearchParams) {
  const [from, to] = [query.get('from'), query.get('to')];
  const input = ReportInput.safeParse({ from, to });
  if (from && to && input.success) return input.data;
  const issue = from && to ? input.error?.issues.find((it) => it.code === 'custom') : undefined;
  throw new ServiceError(
    'VALIDATION',
    issue?.message ?? 'Say from when to when: ?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z',
  );
}

import { ReportInput } from '@/shared/schemas/report.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { readTimeZone } from '../modules/energy/index.ts';
import {
  reportFileName,
  streamEnergyCsv,
  streamEnergyJson,
  streamUsageCsv,
  streamUsageJson,
} from '../modules/reports/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { type FileType, goneSignal, sendReportFile } from './send-pieces.ts';

type Stream = typeof streamUsageCsv;

const serveReport =
  (what: 'use' | 'energy', type: FileType, stream: Stream): Route =>
  async (deps, exchange) => {
    const { res, url } = exchange;
    const ctx = await contextOf(deps, exchange);
    authorize(ctx, 'report:export');
    const input = parseInput(url.searchParams);
    const signal = goneSignal(res);
    const name = reportFileName(input, await readTimeZone(ctx), type, what);
    await sendReportFile(res, stream(ctx, input, { signal }), { name, type, signal });
  };

/** A report as a file, `?from=…&to=…`: the same rows by the same rights, whatever the type. */
export const serveUsageCsv = serveReport('use', 'csv', streamUsageCsv);
export const serveUsageJson = serveReport('use', 'json', streamUsageJson);
export const serveEnergyCsv = serveReport('energy', 'csv', streamEnergyCsv);
export const serveEnergyJson = serveReport('energy', 'json', streamEnergyJson);

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

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { ReportInput } from '@/shared/schemas/report.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { readTimeZone } from '../modules/energy/index.ts';
import { csvName, streamUsageCsv } from '../modules/reports/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';

/** Whoever takes no line for so long has gone. */
const STALLED_MS = 60_000;
/** Lines are gathered to about so many characters a write. */
const CHUNK = 16_384;

export const serveUsageCsv: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  authorize(ctx, 'report:export');
  const input = parseInput(url.searchParams);
  const closed = new AbortController();
  res.on('close', () => closed.abort());
  const lines = streamUsageCsv(ctx, input, { signal: closed.signal });
  // Before the head, so that what goes wrong first is still an answer of its own.
  const first = await lines.next();
  const name = csvName(input, await readTimeZone(ctx));
  res.setTimeout(STALLED_MS, () => res.destroy());
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
  await writeLines(res, first.value ?? '', lines, closed.signal);
};

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

/** Only as fast as they are taken: nothing of the report is kept that nobody reads. */
async function writeLines(
  res: ServerResponse,
  first: string,
  lines: AsyncGenerator<string>,
  signal: AbortSignal,
): Promise<void> {
  let text = first;
  try {
    for await (const line of lines) {
      text += line;
      if (text.length < CHUNK) continue;
      if (!res.write(text)) await once(res, 'drain', { signal });
      text = '';
    }
    res.end(text);
  } catch (error) {
    // The head is sent: cut off is the only way left to say that it is not whole.
    res.destroy();
    if (!signal.aborted) throw error;
  }
}

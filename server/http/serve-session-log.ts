import * as z from 'zod';
import { RankNumber } from '@/shared/schemas/bounds.ts';
import { Id } from '@/shared/schemas/units.ts';
import { ServiceError } from '../errors.ts';
import { streamDiagnostics, streamLog } from '../modules/sessions/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { goneSignal, sendPieces } from './send-pieces.ts';

const Asked = z.object({
  session: Id,
  rank: z.string().regex(/^\d+$/).transform(Number).pipe(RankNumber).optional(),
});

/** `?session=…&rank=…`: the log of one rank, or without `rank` of all of them, as text. */
export const serveSessionLog: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  const asked = Asked.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success)
    throw new ServiceError('VALIDATION', 'Say which session: ?session= and perhaps &rank=0.');
  const { session, rank } = asked.data;
  const which = rank === undefined ? '' : `-rank-${rank}`;
  await sendPieces(res, streamLog(ctx, { sessionId: session, rank }), {
    headers: headersOf(`espalier-session-${session}${which}.log`),
    signal: goneSignal(res),
  });
};

/** `?session=…`: what a report of a bug needs of it, without secrets. */
export const serveDiagnostics: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  const asked = Asked.pick({ session: true }).safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success) throw new ServiceError('VALIDATION', 'Say which session: ?session=');
  const { session } = asked.data;
  await sendPieces(res, streamDiagnostics(ctx, { sessionId: session }), {
    headers: headersOf(`espalier-diagnostics-${session}.md`),
    signal: goneSignal(res),
  });
};

const headersOf = (name: string) => ({
  'content-type': 'text/plain; charset=utf-8',
  'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '')}"`,
});

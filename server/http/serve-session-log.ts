import * as z from 'zod';
import { RankNumber } from '@/shared/schemas/bounds.ts';
import { Id } from '@/shared/schemas/units.ts';
import { ServiceError } from '../errors.ts';
import { streamLog } from '../modules/sessions/index.ts';
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
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="espalier-session-${session.replaceAll(/[^\w-]/g, '')}${which}.log"`,
    },
    signal: goneSignal(res),
  });
};

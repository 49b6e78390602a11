import { streamOwnData } from '../modules/own-data/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { goneSignal, sendPieces } from './send-pieces.ts';

/** All that is the person's who asks, as a ZIP archive. */
export const serveOwnData: Route = async (deps, exchange) => {
  const { res } = exchange;
  const ctx = await contextOf(deps, exchange);
  await sendPieces(res, streamOwnData(ctx), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="espalier-mine-${ctx.now().toISOString().slice(0, 10)}.zip"`,
    },
    signal: goneSignal(res),
  });
};

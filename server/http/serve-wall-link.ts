import { OpenWallInput } from '@/shared/schemas/wall.ts';
import { ServiceError } from '../errors.ts';
import { findWallLink } from '../modules/walls/index.ts';
import { countWrong } from './count-wrong.ts';
import type { Route } from './deps.ts';
import { readJson } from './respond.ts';

const MAX_BODY_BYTES = 1000;
/** As long as browsers keep any; whether the link still stands is asked each time. */
const KEEP_S = 400 * 86_400;

/** A screen gives the secret of its link once, for a cookie that no script reads. */
export const serveWallLink: Route = async (deps, { req, res, address, requestId }) => {
  const { token } = await readJson(req, MAX_BODY_BYTES, OpenWallInput);
  const ctx = deps.makeContext({ kind: 'system', name: 'a wall' }, requestId);
  if (!(await findWallLink(ctx, token))) {
    const words = 'Too many links that open nothing. Wait a few minutes.';
    await countWrong(ctx, { what: 'wall', address, words });
    throw new ServiceError('NOT_FOUND', 'This link shows the wall no more. Ask an admin for a new one.');
  }
  const secure = deps.url.startsWith('https:') ? '; Secure' : '';
  res.writeHead(204, {
    'set-cookie': `espalier.wall=${token}; Path=/; Max-Age=${KEEP_S}; HttpOnly; SameSite=Strict${secure}`,
    'cache-control': 'no-store',
  });
  res.end();
};

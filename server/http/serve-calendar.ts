import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { takeUse } from '../auth/rate-limit.ts';
import { findCalendar, readCalendar } from '../modules/calendars/index.ts';
import { networkOf } from './client-address.ts';
import type { Route } from './deps.ts';

const ADDRESS = /^\/calendar\/([\w-]{43})\.ics$/;
const WRONG = { max: 60, windowMs: 10 * 60_000 };
const READS = { max: 60, windowMs: 10 * 60_000 };

/**
 * A secret address for calendars, without a sign-in. Whether it was never one or is none any more is not told. It is
 * answered here in any case: an error that is thrown would put the address into the log.
 */
export const serveCalendar: Route = async (deps, { req, res, url, address, requestId }) => {
  const ctx = deps.makeContext({ kind: 'anonymous', name: 'A calendar' }, requestId);
  const nowMs = ctx.now().getTime();
  const wrongKey = `calendar:${networkOf(address)}`;
  const token = ADDRESS.exec(url.pathname)?.[1];
  const calendar = token === undefined ? null : await findCalendar(ctx, token);
  const uses = calendar
    ? await takeUse(ctx.db, `calendar:${calendar.id}`, READS, nowMs)
    : await takeUse(ctx.db, wrongKey, WRONG, nowMs);
  if (uses.count > (calendar ? READS : WRONG).max) {
    res.setHeader('retry-after', String(Math.ceil(uses.retryAfterMs / 1000)));
    return say(res, 429, 'Asked too often. Ask again in a few minutes.');
  }
  if (!calendar) return say(res, 404, 'There is no calendar at this address. Make a new one in Settings.');
  const text = await readCalendar(ctx, calendar);
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  const headers = {
    etag: tag,
    'cache-control': 'private, max-age=300',
    'x-robots-tag': 'noindex',
  };
  const isKnown = req.headers['if-none-match']?.split(/\s*,\s*/).some((it) => it.replace(/^W\//, '') === tag);
  if (isKnown) return void res.writeHead(304, headers).end();
  res.writeHead(200, {
    ...headers,
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'inline; filename="espalier.ics"',
    'content-length': String(Buffer.byteLength(text)),
  });
  res.end(req.method === 'HEAD' ? undefined : text);
};

function say(res: ServerResponse, status: number, words: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${words}\n`);
}

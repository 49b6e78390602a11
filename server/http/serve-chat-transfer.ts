import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { Id } from '@/shared/schemas/units.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { exportChat, exportOwnChats, importChats, previewChatImport } from '../modules/chat/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { readBody, sendJson } from './respond.ts';

/** Whoever takes nothing for so long has gone. */
const STALLED_MS = 60_000;
const MOST_FILE_BYTES = 32 * 1024 * 1024;
const TYPES = { md: 'text/markdown; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

const Asked = z.object({ id: Id.optional(), format: z.enum(['md', 'json']).default('json') });

/** `?id=…&format=md|json`: one chat. Without an id all of one's own, as JSON. */
export const serveChatExport: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  const asked = Asked.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success) throw new ServiceError('VALIDATION', 'Say which chat: ?id= and ?format=md or json.');
  const { id, format } = asked.data;
  const pieces = id ? exportChat(ctx, { id, format }) : exportOwnChats(ctx);
  // Before the head, so that what goes wrong first is still an answer of its own.
  const first = await pieces.next();
  const day = ctx.now().toISOString().slice(0, 10);
  res.setTimeout(STALLED_MS, () => res.destroy());
  res.writeHead(200, {
    'content-type': TYPES[id ? format : 'json'],
    // Not the chat's name: that is somebody's words, and a header is no place for them.
    'content-disposition': `attachment; filename="espalier-${id ? 'chat' : 'chats'}-${day}.${id ? format : 'json'}"`,
    'cache-control': 'no-store',
  });
  await writePieces(res, first.value ?? '', pieces);
};

async function writePieces(
  res: ServerResponse,
  first: string,
  pieces: AsyncGenerator<string>,
): Promise<void> {
  const closed = new AbortController();
  res.on('close', () => closed.abort());
  try {
    if (!res.write(first)) await once(res, 'drain', { signal: closed.signal });
    for await (const piece of pieces)
      if (!res.write(piece)) await once(res, 'drain', { signal: closed.signal });
    res.end();
  } catch (error) {
    // The head is sent: cut off is the only way left to say that it is not whole.
    res.destroy();
    if (!closed.signal.aborted) throw error;
  }
}

const serveFile =
  (take: typeof importChats): Route =>
  async (deps, exchange) => {
    const ctx = await contextOf(deps, exchange);
    // Before a large body is read it is known whether it will be of any use.
    authorize(ctx, 'chat:write');
    const body = await readBody(
      exchange.req,
      MOST_FILE_BYTES,
      'The file is larger than 32 MB. Split it and import the parts.',
    );
    sendJson(exchange.res, 200, await take(ctx, body.toString('utf8')));
  };

/** The body is the file as it is. */
export const serveChatImportPreview: Route = serveFile(previewChatImport);
export const serveChatImport: Route = serveFile(importChats);

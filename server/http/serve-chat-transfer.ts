import * as z from 'zod';
import { Id } from '@/shared/schemas/units.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { exportChat, exportOwnChats, importChats, previewChatImport } from '../modules/chat/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { readBody, sendJson } from './respond.ts';
import { goneSignal, sendPieces } from './send-pieces.ts';

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
  const day = ctx.now().toISOString().slice(0, 10);
  await sendPieces(res, pieces, {
    headers: {
      'content-type': TYPES[id ? format : 'json'],
      // Not the chat's name: that is somebody's words, and a header is no place for them.
      'content-disposition': `attachment; filename="espalier-${id ? 'chat' : 'chats'}-${day}.${id ? format : 'json'}"`,
    },
    signal: goneSignal(res),
  });
};

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

import * as z from 'zod';
import { ATTACHMENT_CONTENT_TYPE } from '@/shared/schemas/attachment.ts';
import { MOST_CHAT_FILE_BYTES } from '@/shared/schemas/chat-files.ts';
import { Id } from '@/shared/schemas/units.ts';
import { ServiceError } from '../errors.ts';
import { refuseUnlessMayAttach } from '../modules/chat/index.ts';
import { attachChatFile } from '../modules/chat-files/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { readBody, sendJson } from './respond.ts';

const Asked = z.object({
  chat: Id,
  id: z.uuid(),
  name: z.string().min(1).max(1000),
  paste: z.literal('1').optional(),
});
const TOO_LARGE = 'This file is larger than 10 MB, the most there is. Attach the part that matters.';

/** `POST …?chat=…&id=…&name=notes.txt` reads the body and keeps its text with the chat. */
export const serveChatFile: Route = async (deps, exchange) => {
  const { req, res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  if (req.headers['content-type'] !== ATTACHMENT_CONTENT_TYPE)
    throw new ServiceError('VALIDATION', `A file is sent as ${ATTACHMENT_CONTENT_TYPE}.`);
  const asked = Asked.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success)
    throw new ServiceError('VALIDATION', 'Say which chat, which id and what the file is called.');
  const { chat: conversationId, id, name, paste } = asked.data;
  // Before a byte of the body is read.
  await refuseUnlessMayAttach(ctx, conversationId);
  const bytes = await readBody(req, MOST_CHAT_FILE_BYTES, TOO_LARGE);
  sendJson(res, 200, await attachChatFile(ctx, { id, conversationId, name, isPaste: paste === '1', bytes }));
};

import type { ImportOrigin } from '../../schemas/chat.ts';
import { CHAT_FILE_FORMAT } from '../../schemas/chat-file.ts';
import { clipText } from '../clip-text.ts';
import { fromChatGpt } from './from-chatgpt.ts';
import { fromEspalier } from './from-espalier.ts';
import { fromOpenWebUi } from './from-open-webui.ts';
import { type IncomingChat, isObject, type Json, textOf } from './incoming.ts';
import { leaveOut, type LeftOut, settleTree, type SettledMessage } from './settle-tree.ts';

export const MOST_CHATS = 2000;
export const MOST_MESSAGES = 20_000;

export type SettledChat = { sourceId: string | null; title: string; messages: SettledMessage[] };
export type ReadFile = { origin: ImportOrigin; chats: SettledChat[]; leftOut: LeftOut };
/** Why nothing of a file is taken, in words for people. */
export class ChatFileRefusal extends Error {
  override name = 'ChatFileRefusal';
}

const READERS: Record<Exclude<ImportOrigin, 'copy'>, (chat: Json) => IncomingChat> = {
  espalier: fromEspalier,
  'open-webui': fromOpenWebUi,
  chatgpt: fromChatGpt,
};

/** Reads a file of chats whole, or refuses it whole. What can't be taken of it is counted, each with why. */
export function readChatFile(text: string, now: Date): ReadFile {
  const { origin, rows } = recognise(parse(text));
  if (rows.length > MOST_CHATS)
    throw new ChatFileRefusal(
      `The file has ${rows.length} chats; ${MOST_CHATS} come in at once. Split it and import the parts.`,
    );
  const leftOut: LeftOut = new Map();
  const chats: SettledChat[] = [];
  let messages = 0;
  for (const row of rows) {
    const incoming = READERS[origin](row);
    messages += incoming.messages.length;
    if (messages > MOST_MESSAGES)
      throw new ChatFileRefusal(
        `The file has more than ${MOST_MESSAGES} messages, which is what comes in at once. Split it and import the parts.`,
      );
    const settled = settleTree(incoming, leftOut, now);
    if (settled.length === 0) {
      leaveOut(leftOut, 'chats without a message');
      continue;
    }
    leaveOut(leftOut, 'pictures, files, thinking and other parts of messages', incoming.partsLeftOut);
    const title = clipText(incoming.title.replaceAll(/\s+/g, ' ').trim(), 120) || 'Imported chat';
    chats.push({ sourceId: incoming.sourceId?.slice(0, 200) ?? null, title, messages: settled });
  }
  if (chats.length === 0) throw new ChatFileRefusal('The file has no chat with a message in it.');
  return { origin, chats, leftOut };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ChatFileRefusal(
      text.startsWith('PK')
        ? 'This is a ZIP file. Unpack it and choose conversations.json.'
        : 'This is not JSON, or only a part of it. Export it again and choose that file.',
    );
  }
}

function recognise(file: unknown): { origin: keyof typeof READERS; rows: Json[] } {
  if (isObject(file) && textOf(file['format']) === CHAT_FILE_FORMAT) {
    if (file['version'] !== 1)
      throw new ChatFileRefusal('This file is of a newer Espalier. Update this one first.');
    return { origin: 'espalier', rows: rowsOf(file['chats']) };
  }
  const rows = rowsOf(Array.isArray(file) ? file : [file]);
  if (rows.some((it) => isObject(it['mapping'])))
    return { origin: 'chatgpt', rows: rows.filter((it) => isObject(it['mapping'])) };
  if (rows.some((it) => isObject(it['chat'])))
    return { origin: 'open-webui', rows: rows.filter((it) => isObject(it['chat'])) };
  throw new ChatFileRefusal(
    'This is no file of chats that is known here: an export of Espalier, of Open WebUI, or ChatGPT’s conversations.json.',
  );
}

const rowsOf = (list: unknown): Json[] => (Array.isArray(list) ? list.filter(isObject) : []);

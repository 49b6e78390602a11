import {
  type IncomingChat,
  type IncomingMessage,
  isObject,
  type Json,
  momentMsOf,
  objectOf,
  textOf,
} from './incoming.ts';

/** `conversations.json`: each chat is a tree, `mapping`, of nodes by id; a node without a message is a beginning. */
export function fromChatGpt(chat: Json): IncomingChat {
  const nodes = Object.entries(objectOf(chat['mapping'])).filter((it): it is [string, Json] =>
    isObject(it[1]),
  );
  let partsLeftOut = 0;
  const messages = nodes.map(([id, node]) => {
    const { message, dropped } = toMessage(id, node);
    partsLeftOut += dropped;
    return message;
  });
  return {
    sourceId: textOf(chat['conversation_id']) ?? textOf(chat['id']),
    title: textOf(chat['title']) ?? '',
    atMs: momentMsOf(chat['create_time']),
    messages,
    partsLeftOut,
  };
}

function toMessage(id: string, node: Json): { message: IncomingMessage; dropped: number } {
  const said = objectOf(node['message']);
  const content = objectOf(said['content']);
  const metadata = objectOf(said['metadata']);
  const parts = Array.isArray(content['parts']) ? content['parts'] : [content['text'] ?? ''];
  const words = parts.flatMap((it: unknown) => textOf(it) ?? textOf(objectOf(it)['text']) ?? []);
  const message = {
    id,
    parentId: textOf(node['parent']),
    role: textOf(objectOf(said['author'])['role']) ?? 'none',
    text: words.join('\n\n'),
    atMs: momentMsOf(said['create_time']),
    model: textOf(metadata['model_slug']),
    author: null,
    refused: refusalOf(content, metadata, said),
  };
  return { message, dropped: message.refused ? 0 : parts.length - words.length };
}

function refusalOf(content: Json, metadata: Json, said: Json): string | undefined {
  const type = textOf(content['content_type']) ?? 'text';
  if (metadata['is_visually_hidden_from_conversation'] === true) return 'hidden messages';
  if (type === 'thoughts' || type === 'reasoning_recap') return 'thinking';
  const recipient = textOf(said['recipient']) ?? 'all';
  if (recipient !== 'all' || type === 'code') return 'calls of tools';
  return undefined;
}

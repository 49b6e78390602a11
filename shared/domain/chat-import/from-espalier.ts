import { type IncomingChat, isObject, type Json, momentMsOf, objectOf, textOf } from './incoming.ts';

/** Our own file: `shared/schemas/chat-file.ts`. An answer of it comes from elsewhere all the same. */
export function fromEspalier(chat: Json): IncomingChat {
  const list = Array.isArray(chat['messages']) ? chat['messages'].filter(isObject) : [];
  return {
    sourceId: textOf(chat['id']),
    title: textOf(chat['title']) ?? '',
    atMs: momentMsOf(chat['createdAt']),
    messages: list.map((it, n) => ({
      id: textOf(it['id']) ?? `${n}`,
      parentId: textOf(it['parentId']),
      role: textOf(it['role']) ?? 'none',
      text: textOf(it['text']) ?? '',
      atMs: momentMsOf(it['at']),
      model: textOf(objectOf(it['answer'])['model']) ?? textOf(it['importedModel']),
      author: textOf(it['author']),
    })),
    partsLeftOut: list.filter((it) => textOf(it['reasoning'])).length,
  };
}

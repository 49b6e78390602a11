import {
  type IncomingChat,
  type IncomingMessage,
  isObject,
  type Json,
  momentMsOf,
  objectOf,
  textOf,
} from './incoming.ts';

const THINKING = /<details[^>]*type="(?:reasoning|tool_calls|code_interpreter)"[^>]*>[\s\S]*?<\/details>\s*/g;

/** “Export chats”: each has its messages by id in `chat.history`, or in older files as a list in `chat.messages`. */
export function fromOpenWebUi(row: Json): IncomingChat {
  const chat = objectOf(row['chat']);
  const byId = objectOf(objectOf(chat['history'])['messages']);
  const list = Array.isArray(chat['messages']) ? chat['messages'].filter(isObject) : [];
  const tree = Object.entries(byId).filter((it): it is [string, Json] => isObject(it[1]));
  const messages =
    tree.length > 0
      ? tree.map(([id, it]) => toMessage(id, textOf(it['parentId']), it))
      : list.map((it, n) => toMessage(`${n}`, n === 0 ? null : `${n - 1}`, it));
  const all = tree.length > 0 ? tree.map(([, it]) => it) : list;
  return {
    sourceId: textOf(row['id']),
    title: textOf(row['title']) ?? textOf(chat['title']) ?? '',
    atMs: momentMsOf(row['created_at']) ?? momentMsOf(chat['timestamp']),
    messages,
    partsLeftOut: all.reduce((sum, it) => sum + filesOf(it), 0),
  };
}

const filesOf = ({ files, content }: Json): number =>
  (Array.isArray(files) ? files.length : 0) +
  (Array.isArray(content) ? content.filter((it) => textOf(objectOf(it)['text']) === null).length : 0);

function toMessage(id: string, parentId: string | null, it: Json): IncomingMessage {
  const content = Array.isArray(it['content'])
    ? it['content'].flatMap((part) => textOf(objectOf(part)['text']) ?? []).join('\n\n')
    : (textOf(it['content']) ?? '');
  return {
    id,
    parentId,
    role: textOf(it['role']) ?? 'none',
    text: content.replaceAll(THINKING, ''),
    atMs: momentMsOf(it['timestamp']),
    model: textOf(it['modelName']) ?? textOf(it['model']),
    author: null,
  };
}

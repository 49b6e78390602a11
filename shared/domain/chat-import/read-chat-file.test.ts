import { describe, expect, test } from 'vitest';
import { MOST_CHATS, MOST_MESSAGES, readChatFile } from './read-chat-file.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const read = (file: unknown) => readChatFile(JSON.stringify(file), NOW);
const node = (id: string, parent: string | null, role: string, text: string, more: object = {}) => ({
  [id]: {
    id,
    parent,
    children: [],
    message: {
      author: { role },
      create_time: 1_700_000_000,
      content: { content_type: 'text', parts: [text] },
      metadata: {},
      ...more,
    },
  },
});
const webui = (id: string, parentId: string | null, role: string, content: unknown, more: object = {}) => ({
  [id]: { id, parentId, childrenIds: [], role, content, timestamp: 1_700_000_000, ...more },
});
const lines = (chat: { messages: { role: string; text: string; parentId: string | null }[] }) =>
  chat.messages.map((it) => [it.role, it.text, it.parentId]);

describe('a file of ChatGPT', () => {
  test('keeps branches, puts what hung on a tool’s word on the message above, and counts what is left out', () => {
    const { origin, chats, leftOut } = read([
      {
        conversation_id: 'c1',
        title: ' A\n chat ',
        create_time: 1_700_000_000.5,
        mapping: {
          root: { id: 'root', parent: null, children: ['s'], message: null },
          ...node('s', 'root', 'system', ''),
          ...node('u', 's', 'user', 'Question'),
          ...node('call', 'u', 'assistant', 'search("x")', { recipient: 'browser' }),
          ...node('tool', 'call', 'tool', 'found'),
          ...node('a', 'tool', 'assistant', 'Answer', { metadata: { model_slug: 'gpt-4' } }),
          ...node('b', 'u', 'assistant', 'Other answer'),
          ...node('pic', 'b', 'user', '', {
            content: { content_type: 'multimodal_text', parts: [{ asset_pointer: 'x' }, 'Look'] },
          }),
          ...node('hid', 'u', 'user', 'memory', { metadata: { is_visually_hidden_from_conversation: true } }),
        },
      },
    ]);
    expect(origin).toBe('chatgpt');
    expect(chats[0]).toMatchObject({ sourceId: 'c1', title: 'A chat' });
    expect(lines(chats[0]!)).toEqual([
      ['user', 'Question', null],
      ['assistant', 'Answer', 'u'],
      ['assistant', 'Other answer', 'u'],
      ['user', 'Look', 'b'],
    ]);
    expect(chats[0]!.messages.map((it) => it.model)).toEqual([null, 'gpt-4', null, null]);
    const times = chats[0]!.messages.map((it) => it.at.getTime());
    expect(times[1]).toBeGreaterThan(times[0]!);
    expect(Object.fromEntries(leftOut)).toEqual({
      'calls of tools': 1,
      'results of tools': 1,
      'hidden messages': 1,
      'pictures, files, thinking and other parts of messages': 1,
    });
  });

  test('circles, strangers as parents, no parts, odd times and odd types end in messages or in nothing', () => {
    const { chats } = read([
      {
        title: 7,
        mapping: {
          ...node('a', 'b', 'user', 'one', { create_time: 'never' }),
          ...node('b', 'a', 'assistant', 'two', { create_time: -5 }),
          ...node('c', 'nobody', 'user', 'half \ud800 and \0', { create_time: 1e300 }),
          ...node('self', 'self', 'user', 'me'),
          odd: 5,
          none: { message: { content: null, author: 'x' } },
          parts: { message: { author: { role: 'user' }, content: { parts: 'text' } } },
        },
      },
      { mapping: null },
      'text',
      null,
      { mapping: { ...node('x', null, 'user', '') } },
    ]);
    expect(chats).toHaveLength(1);
    expect(new Set(lines(chats[0]!).map(([, text]) => text))).toEqual(
      new Set(['half \uFFFD and \uFFFD', 'me', 'one', 'two']),
    );
    const ids = new Set(chats[0]!.messages.map((it) => it.id));
    for (const it of chats[0]!.messages) expect(it.parentId === null || ids.has(it.parentId)).toBe(true);
    expect(chats[0]!.messages.filter((it) => it.parentId === null).length).toBeGreaterThanOrEqual(3);
    expect(chats[0]!.messages.every((it) => it.at <= new Date(NOW.getTime() + 10))).toBe(true);
  });
});

test('a file of Open WebUI: history by id or a list, models, and thinking left out', () => {
  const { origin, chats, leftOut } = read([
    {
      id: 'w1',
      title: 'Web chat',
      created_at: 1_700_000_000,
      chat: {
        history: {
          currentId: 'a',
          messages: {
            ...webui('u', null, 'user', [{ type: 'text', text: 'Hi' }, { type: 'image_url' }]),
            ...webui('a', 'u', 'assistant', '<details type="reasoning" done="true">hm</details>\nHello', {
              model: 'llama3',
            }),
            ...webui('a2', 'u', 'assistant', 'Hey'),
          },
        },
      },
    },
    {
      id: 'w2',
      chat: {
        title: 'Old',
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
      },
    },
  ]);
  expect(origin).toBe('open-webui');
  expect(chats.map(lines)).toEqual([
    [
      ['user', 'Hi', null],
      ['assistant', 'Hello', 'u'],
      ['assistant', 'Hey', 'u'],
    ],
    [
      ['user', 'a', null],
      ['assistant', 'b', '0'],
    ],
  ]);
  expect(chats[0]!.messages[1]!.model).toBe('llama3');
  expect([...leftOut.values()]).toEqual([1]);
});

test('a long line of messages takes no stack and no time', () => {
  const mapping = Object.assign(
    {},
    ...Array.from({ length: MOST_MESSAGES }, (_, n) =>
      node(`${n}`, n === 0 ? null : `${n - 1}`, 'user', `m${n}`),
    ),
  ) as object;
  const reversed = Object.fromEntries(
    Object.entries(mapping)
      .toReversed()
      .map(([id, it]) => [`k${id}`, it]),
  );
  expect(read([{ mapping }]).chats[0]!.messages).toHaveLength(MOST_MESSAGES);
  expect(read([{ mapping: reversed }]).chats[0]!.messages).toHaveLength(MOST_MESSAGES);
  const more = { ...mapping, ...node('more', null, 'user', 'x') };
  expect(() => read([{ mapping: more }])).toThrow(/more than 20000 messages/);
});

test.each([
  ['nothing', '', /not JSON/],
  ['half a file', '[{"mapping":{"a":', /not JSON/],
  ['a ZIP', 'PK\u0003\u0004', /ZIP/],
  ['a page', '<!doctype html>', /not JSON/],
  ['a number', '5', /no file of chats/],
  ['null', 'null', /no file of chats/],
  ['another list', '[1,"a",null,[]]', /no file of chats/],
  ['another object', '{"users":[]}', /no file of chats/],
  ['an empty tree', '[{"mapping":{}}]', /no chat with a message/],
  ['a newer version', '{"format":"espalier.chats","version":2,"chats":[]}', /newer Espalier/],
  ['no chats', '{"format":"espalier.chats","version":1,"chats":"x"}', /no chat with a message/],
  [
    'too many',
    JSON.stringify(Array.from({ length: MOST_CHATS + 1 }, () => ({ mapping: {} }))),
    /2000 come in/,
  ],
  ['a deep one', '['.repeat(200_000) + ']'.repeat(200_000), /no file of chats|not JSON/],
  [
    'a prototype',
    '[{"mapping":{"__proto__":{"message":{"author":{"role":"admin"}}}}}]',
    /no chat with a message/,
  ],
])('%s is refused with a reason', (_, text, reason) => {
  expect(() => readChatFile(text, NOW)).toThrow(reason);
});

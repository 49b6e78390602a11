import { expect, test } from 'vitest';
import { readLogprobs } from '@/shared/schemas/answer-settings.ts';
import { type RankChunk, readRankChunk, readRankError } from './rank-chunk.ts';

const NOTHING: RankChunk = {
  text: '',
  reasoning: '',
  hasToolCalls: false,
  toolCalls: [],
  finish: null,
  logprobs: [],
  completionTokens: null,
  usage: null,
  error: null,
};

test.each<[string, Partial<RankChunk> | null]>([
  [
    '{"choices":[{"delta":{"content":"Hi"}}],"espalier":{"completionTokens":3}}',
    { text: 'Hi', completionTokens: 3 },
  ],
  ['{"choices":[{"delta":{"reasoning":"hm","content":null},"finish_reason":null}]}', { reasoning: 'hm' }],
  ['{"choices":[{"delta":{},"finish_reason":"length"}]}', { finish: 'length' }],
  [
    '{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":2}}}',
    { usage: { promptTokens: 7, cachedTokens: 2, completionTokens: 5 } },
  ],
  ['{"choices":[{"delta":{"content":"Hi"}}],"usage":null}', { text: 'Hi' }],
  ['{"choices":[{"delta":null,"finish_reason":"stop"}]}', { finish: 'stop' }],
  ['{"choices":null}', {}],
  ['{"choices":[null]}', {}],
  ['{"choices":{"0":{}}}', {}],
  ['{"choices":[{"delta":{"content":{"type":"text"}}}]}', {}],
  [
    '{"usage":{"prompt_tokens":"7","completion_tokens":-1}}',
    { usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 } },
  ],
  ['{"espalier":{"completionTokens":1.5}}', {}],
  ['{"error":"out of memory"}', { error: 'out of memory' }],
  ['{"error":{"message":"out of memory"}}', { error: 'out of memory' }],
  ['{"error":{}}', { error: 'The rank reported an error without words.' }],
  ['{"error":null}', {}],
  ['{"error":false}', {}],
  ['{"error":{"message":" "}}', { error: 'The rank reported an error without words.' }],
  ['{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}', { hasToolCalls: true }],
  ['{"choices":[{"delta":{"tool_calls":[]}}]}', {}],
  [
    '{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"add","arguments":"{\\"a\\":1}"}}]}}]}',
    { hasToolCalls: true, toolCalls: ['{"id":"c1","name":"add","arguments":"{\\"a\\":1}"}'] },
  ],
  [
    '{"usage":{"prompt_tokens":1e300,"completion_tokens":9007199254740991,"prompt_tokens_details":{"cached_tokens":4294967296}}}',
    { usage: { promptTokens: 0, cachedTokens: 100_000_000, completionTokens: 100_000_000 } },
  ],
  ['{"espalier":{"completionTokens":4294967296}}', { completionTokens: 100_000_000 }],
  ['{"choices":[{"delta":{"cont', null],
  ['null', {}],
  ['[]', {}],
  ['"text"', {}],
  ['', null],
])('%s', (data, expected) => {
  expect(readRankChunk(data)).toEqual(expected && { ...NOTHING, ...expected });
});

test('an error has a size, and no half characters', () => {
  const { error } = readRankChunk(JSON.stringify({ error: `\uDC00 no ${'😀'.repeat(5000)}` }))!;
  expect(error!.length).toBeLessThanOrEqual(1000);
  expect(error!.isWellFormed()).toBe(true);
  expect(error!.endsWith('😀…')).toBe(true);
});

test.each([
  ['{"error":"no such model"}', 'no such model'],
  ['<h1>Bad gateway</h1>\n', '<h1>Bad gateway</h1>'],
  ['{"other":1}', null],
  ['', null],
])('of what comes instead of a stream, %j, people are told %j', (body, words) => {
  expect(readRankError(body)).toBe(words);
});

test('likelihoods come in lists that one step holds, and what is none is left out', () => {
  const token = { token: 'a', logprob: -0.5, top: [{ token: 'a', logprob: -0.5 }, { token: 7 }, null] };
  const odd = [null, 'x', { token: 'a' }, { logprob: -1 }, { token: 'b', logprob: -1e300, top: 'x' }];
  const chunk = (logprobs: unknown, content = 'none of them') =>
    readRankChunk(JSON.stringify({ choices: [{ delta: { content } }], espalier: { logprobs } }))!.logprobs;
  expect(chunk(odd).map((it) => readLogprobs(it))).toEqual([[{ token: 'b', logprob: -9999, top: [] }]]);
  const lists = chunk(Array.from({ length: 70 }, () => token)).map((it) => readLogprobs(it)!);
  expect(lists.map((it) => it.length)).toEqual([32, 32, 6]);
  expect(lists[0]![0]).toEqual({ token: 'a', logprob: -0.5, top: [{ token: 'a', logprob: -0.5 }] });
  const words = ['</think>', '\n', ' Hel', 'lo'].map((it) => ({ token: it, logprob: -1, top: [] }));
  expect(chunk(words, 'Hello').map((it) => readLogprobs(it)!.map(({ token: it }) => it))).toEqual([
    [' Hel', 'lo'],
  ]);
  const worst = { token: '\u0001'.repeat(500), logprob: -1 };
  const [heavy] = chunk(Array.from({ length: 32 }, () => ({ ...worst, top: Array(20).fill(worst) })));
  expect(readLogprobs(heavy!)).toHaveLength(32);
  expect(heavy!.length).toBeLessThan(500_000);
});

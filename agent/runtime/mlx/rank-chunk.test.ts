import { expect, test } from 'vitest';
import { type RankChunk, readRankChunk } from './rank-chunk.ts';

const NOTHING: RankChunk = {
  text: '',
  reasoning: '',
  finish: null,
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
  ['{"choices":[{"delta":{"cont', null],
  ['null', null],
  ['[]', null],
  ['"text"', null],
  ['', null],
])('%s', (data, expected) => {
  expect(readRankChunk(data)).toEqual(expected && { ...NOTHING, ...expected });
});

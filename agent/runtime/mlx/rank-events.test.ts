import { expect, test } from 'vitest';
import { parseRankEvent } from './rank-events.ts';

test.each([
  ['{"event":"group","rank":1,"size":2}', { event: 'group', rank: 1, size: 2 }],
  ['{"event":"group","rank":-1,"size":2}', null],
  ['{"event":"group","rank":1e300,"size":2}', null],
  ['{"event":"serving","port":8080}', { event: 'serving', port: 8080 }],
  // Asking on such a port would throw.
  ['{"event":"serving","port":99999}', null],
  ['{"event":"loaded","memoryBytes":1e999}', { event: 'loaded' }],
  ['{"event":"loaded"}', { event: 'loaded' }],
  [
    '{"event":"loading","loadedLayers":-3,"totalLayers":28,"memoryBytes":1.5}',
    { event: 'loading', totalLayers: 28 },
  ],
  ['{"event":"beat","steps":"many"}', { event: 'beat', steps: 0 }],
  [
    '{"event":"request-end","requestId":"g","promptTokens":4294967296,"cachedTokens":2,"completionTokens":null,"error":7}',
    { event: 'request-end', requestId: 'g', cachedTokens: 2 },
  ],
  ['{"event":"failed","phase":"load"}', { event: 'failed', phase: 'load', error: 'It did not say why.' }],
  ['{"event":"unheard of"}', null],
  ['{"event":', null],
  ['{"event"', null],
  ['ready', null],
])('%s', (line, event) => {
  expect(parseRankEvent(line)).toEqual(event);
});

test('its words have a size, also those of another script', () => {
  const error = '漢'.repeat(3000);
  const event = parseRankEvent(JSON.stringify({ event: 'failed', phase: 'generate', error }));
  expect(event).toMatchObject({ error: `${'漢'.repeat(1499)}…` });
});

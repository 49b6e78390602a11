import { expect, test } from 'vitest';
import { agentEvents } from './agent.ts';
import { RemoteError, request } from './request.ts';

const ask = (said: unknown) =>
  request(
    { timeout: () => ({ emitWithAck: () => Promise.resolve(said) }) },
    agentEvents,
    'metrics:chunks',
    { bootId: 'b', chunks: [] },
    1000,
  );

test.each([
  null,
  undefined,
  7,
  '',
  [],
  {},
  { ok: 'yes' },
  { ok: false },
  { ok: false, error: null },
  { ok: false, error: { code: '', message: 'no' } },
  { ok: false, error: { code: 'CONFLICT', message: { toString: null } } },
  { ok: true },
  { ok: true, data: null },
  { ok: true, data: { stored: ['one'] } },
  { ok: true, data: { stored: [-1] } },
])('a reply of %j is told in words for people', async (said) => {
  const error = await ask(said).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RemoteError);
  expect(error).toMatchObject({ code: 'BAD_REPLY' });
  expect((error as RemoteError).message).toMatch(
    /The answer to metrics:chunks is in a form .* update the older/,
  );
});

test('a good one is parsed, and a refusal keeps its code, with words of a size', async () => {
  expect(await ask({ ok: true, data: { stored: [1, 2], more: true } })).toEqual({ stored: [1, 2] });
  const refused = ask({ ok: false, error: { code: 'CONFLICT', message: `\uD83D${'x'.repeat(10_000)}` } });
  await expect(refused).rejects.toMatchObject({
    code: 'CONFLICT',
    message: `\uFFFD${'x'.repeat(1998)}…`,
  });
});

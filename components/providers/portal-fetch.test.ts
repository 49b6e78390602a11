import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_ANSWER, toUserMessage } from '../user-message.ts';
import { createListeners } from './listeners.ts';
import { createPortalFetch } from './portal-fetch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A portal that never answers, and what the page thinks of it. */
function silent(isHeard = true) {
  const losses = createListeners<[]>();
  const doubt = vi.fn<() => void>();
  const send = (_: unknown, init: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) => {
      init.signal!.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  const portalFetch = createPortalFetch(send, { isHeard: () => isHeard, onLoss: losses.add, doubt });
  const ended = async (method: string, ms: number): Promise<unknown> => {
    let error: unknown = null;
    portalFetch('/api/trpc/x', { method }).catch((it: unknown) => (error = it));
    await vi.advanceTimersByTimeAsync(ms);
    return error;
  };
  return { portalFetch, ended, doubt, lose: losses.call };
}

test('what is done ends after 15 s, saying that it may have been done', async () => {
  const { ended, doubt } = silent();
  expect(await ended('POST', 14_900)).toBeNull();
  const error = await ended('POST', 15_000);
  expect(error).toMatchObject({
    name: NO_ANSWER,
    message: expect.stringContaining('may or may not have been done'),
  });
  expect(doubt).toHaveBeenCalled();
});

test('what is read may take 30 s', async () => {
  expect(await silent().ended('GET', 29_900)).toBeNull();
  expect(await silent().ended('GET', 30_000)).toMatchObject({
    message: expect.stringContaining('try again'),
  });
});

test('nothing waits longer than 4 s for a portal that is not heard', async () => {
  expect(await silent(false).ended('POST', 4000)).toMatchObject({ name: NO_ANSWER });
});

test('what is on its way when the portal is lost ends 4 s later', async () => {
  const { portalFetch, lose } = silent();
  let error: unknown = null;
  portalFetch('/api/trpc/x', { method: 'POST' }).catch((it: unknown) => (error = it));
  await vi.advanceTimersByTimeAsync(1000);
  lose();
  await vi.advanceTimersByTimeAsync(3900);
  expect(error).toBeNull();
  await vi.advanceTimersByTimeAsync(100);
  expect(error).toMatchObject({ name: NO_ANSWER });
});

test('what its caller gives up is no silence of the portal', async () => {
  const { portalFetch, doubt } = silent();
  const own = new AbortController();
  const asked = portalFetch('/api/trpc/x', { signal: own.signal });
  own.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect(doubt).not.toHaveBeenCalled();
});

test('an answer ends the wait', async () => {
  const losses = createListeners<[]>();
  const answer = new Response('ok');
  const send = vi.fn<() => Promise<Response>>().mockResolvedValue(answer);
  const portalFetch = createPortalFetch(send, {
    isHeard: () => true,
    onLoss: losses.add,
    doubt: () => undefined,
  });
  expect(await portalFetch('/api/health')).toBe(answer);
  expect(vi.getTimerCount()).toBe(0);
});

test('what carries its own id may be sent again, and is said so', async () => {
  const cause = await silent().ended('POST', 15_000);
  const error = Object.assign(new Error((cause as Error).message, { cause }), { name: 'TRPCClientError' });
  expect(toUserMessage(error).detail).toContain('look before doing it again');
  expect(toUserMessage(error, true)).toMatchObject({
    title: 'No answer from the portal.',
    detail: expect.stringContaining('done once'),
  });
});

test('a page of a proxy in place of an answer is told in words, not in the parser’s', () => {
  const cause = new SyntaxError('Unexpected token <');
  const error = Object.assign(new Error(cause.message, { cause }), { name: 'TRPCClientError' });
  expect(toUserMessage(error).title).toBe('What came back was not the portal’s answer.');
});

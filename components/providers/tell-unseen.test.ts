import { MutationCache, MutationObserver, QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, test } from 'vitest';
import { takeToasts } from '../ui/toast-queue.ts';
import { tellUnseen } from './tell-unseen.ts';

beforeEach(() => void takeToasts());

/** A dialog that sends something and hears of it only when told to go on. */
function dialog(onError?: () => void) {
  const mutationCache = new MutationCache();
  tellUnseen(mutationCache);
  const client = new QueryClient({ mutationCache });
  const { promise, reject } = Promise.withResolvers<never>();
  const sending = new MutationObserver(client, { mutationFn: () => promise, ...(onError && { onError }) });
  const close = sending.subscribe(() => undefined);
  const sent = sending.mutate().catch(() => undefined);
  const refuse = async (): Promise<void> => {
    reject(new Error('Pippin is taken then. Choose another time.'));
    await sent;
  };
  return { close, refuse };
}

test('what fails before somebody’s eyes is theirs to show', async () => {
  const { refuse } = dialog();
  await refuse();
  expect(takeToasts()).toEqual([]);
});

test('what fails after its dialog was closed is told by a toast', async () => {
  const { close, refuse } = dialog();
  close();
  await refuse();
  expect(takeToasts()).toMatchObject([
    { text: 'Pippin is taken then.', note: 'Choose another time.', failed: true },
  ]);
});

test('one that tells it itself is not told twice', async () => {
  const { close, refuse } = dialog(() => undefined);
  close();
  await refuse();
  expect(takeToasts()).toEqual([]);
});

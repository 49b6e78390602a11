import { expect, test } from 'vitest';
import { briefly } from './briefly.ts';
import type { ServiceContext } from './context.ts';
import { createBus } from './events/bus.ts';

function lab() {
  const clock = { ms: 0 };
  const bus = createBus();
  const ctx = { bus, now: () => new Date(clock.ms) } as unknown as ServiceContext;
  let reads = 0;
  const ask = briefly({ forMs: 1000, until: ['session.changed'] }, () => Promise.resolve(++reads));
  return { clock, bus, ctx, ask, reads: () => reads };
}

test('everybody who asks within the moment gets one answer', async () => {
  const { clock, ctx, ask, reads } = lab();
  expect(await Promise.all([ask(ctx), ask(ctx), ask({ ...ctx })])).toEqual([1, 1, 1]);
  clock.ms = 999;
  expect(await ask(ctx)).toBe(1);
  clock.ms = 1000;
  expect(await ask(ctx)).toBe(2);
  expect(reads()).toBe(2);
});

test('what changes it ends it; another lab has its own', async () => {
  const { bus, ctx, ask } = lab();
  await ask(ctx);
  bus.emit('session.changed', { sessionId: 's', revision: 2 });
  expect(await ask(ctx)).toBe(2);
  expect(await ask({ ...ctx, bus: createBus() })).toBe(3);
});

test('a failure is not kept', async () => {
  const { ctx } = lab();
  let reads = 0;
  const ask = briefly({ forMs: 1000, until: [] }, () =>
    ++reads === 1 ? Promise.reject(new Error('away')) : Promise.resolve('there'),
  );
  await expect(ask(ctx)).rejects.toThrow('away');
  expect(await ask(ctx)).toBe('there');
});

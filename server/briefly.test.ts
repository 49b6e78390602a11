import { expect, test } from 'vitest';
import { briefly } from './briefly.ts';
import type { ServiceContext } from './context.ts';
import { createBus } from './events/bus.ts';

function lab() {
  const clock = { ms: 0 };
  const bus = createBus();
  const actor = { kind: 'system', name: 'a test' } as const;
  const ctx = { actor, bus, now: () => new Date(clock.ms) } as unknown as ServiceContext;
  let reads = 0;
  const read = briefly(
    { action: 'lab:read', forMs: 1000, until: ['session.changed'] },
    (_ctx, _hours: number) => Promise.resolve(++reads),
  );
  const ask = (by: ServiceContext, hours = 1) => read(by, hours);
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

test('another question has another answer, and not all are kept for ever', async () => {
  const { ctx, ask, reads } = lab();
  for (let hours = 1; hours <= 60; hours++) await ask(ctx, hours);
  expect(await ask(ctx, 60)).toBe(60);
  expect(await ask(ctx, 1)).toBe(61);
  expect(reads()).toBe(61);
});

test('a failure is not kept', async () => {
  const { ctx } = lab();
  let reads = 0;
  const ask = briefly({ action: 'lab:read', forMs: 1000 }, () =>
    ++reads === 1 ? Promise.reject(new Error('away')) : Promise.resolve('there'),
  );
  await expect(ask(ctx)).rejects.toThrow('away');
  expect(await ask(ctx)).toBe('there');
});

test('each who asks must be allowed to, also when the answer is there', async () => {
  const { ctx, ask } = lab();
  await ask(ctx);
  const stranger = { ...ctx, actor: { kind: 'anonymous', name: 'somebody' } } as ServiceContext;
  await expect(ask(stranger)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

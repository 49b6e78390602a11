import { expect, test, vi } from 'vitest';
import { agentEvents } from '@/shared/protocol/agent.ts';
import { RemoteError } from '@/shared/protocol/request.ts';
import type { PortalLink } from './portal-link.ts';
import { createStateOutbox } from './state-outbox.ts';

const REF = { sessionId: 's', epoch: 1, rank: 0 };
type Report = { state: string; cause?: string; message?: string };

function outbox(refuses: (report: Report) => string | null = () => null) {
  const asked: Report[] = [];
  const link: PortalLink = {
    isReady: () => true,
    ask: ((_event: string, report: Report) => {
      asked.push(report);
      const code = refuses(report);
      return code === null ? Promise.resolve({}) : Promise.reject(new RemoteError(code, 'no'));
    }) as unknown as PortalLink['ask'],
    tell: () => {},
  };
  const states = createStateOutbox(link, { now: () => new Date('2026-01-01T00:00:00Z') });
  const untilEmpty = () => vi.waitFor(() => expect(states.isEmpty()).toBe(true));
  return { states, asked, untilEmpty };
}

test('a long message is told clipped, as the portal takes it', async () => {
  const { states, asked, untilEmpty } = outbox();
  states.push(REF, { state: 'exited', cause: 'crashed', message: `\u0000${'漢😀'.repeat(5000)}` });
  await untilEmpty();
  expect(asked[0]!.message!.length).toBeLessThanOrEqual(2000);
  expect(asked[0]!.message).toMatch(/^\uFFFD漢😀.*…$/su);
  expect(agentEvents['rank:state'].payload.safeParse(asked[0]).success).toBe(true);
});

test('what is refused is not sent again, and what follows is', async () => {
  const { states, asked, untilEmpty } = outbox(({ state }) => (state === 'loading' ? 'VALIDATION' : null));
  states.push(REF, { state: 'loading', memoryBytes: 5 });
  states.push(REF, { state: 'loaded' });
  await untilEmpty();
  expect(asked.map((it) => it.state)).toEqual(['loading', 'loaded']);
});

test('an exit that is refused is told once more with next to nothing, for its session would stay ready', async () => {
  const { states, asked, untilEmpty } = outbox(({ cause }) => (cause === 'stalled' ? 'VALIDATION' : null));
  states.push(REF, { state: 'exited', cause: 'stalled', message: 'why', exitCode: 2 ** 40 });
  await untilEmpty();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual({
    ...REF,
    at: '2026-01-01T00:00:00.000Z',
    state: 'exited',
    cause: 'crashed',
    message: 'The rank is gone. Why is in the log of the agent on its machine.',
  });
});

test.each(['VALIDATION', 'CONFLICT'])('and when all is refused (%s), it ends', async (code) => {
  const { states, asked, untilEmpty } = outbox(() => code);
  states.push(REF, { state: 'exited', cause: 'asked' });
  await untilEmpty();
  expect(asked).toHaveLength(code === 'VALIDATION' ? 2 : 1);
});

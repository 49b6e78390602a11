import { type Api } from './fixtures/api.ts';
import { ask, endBooking, readAnswer, type Running, startReadySession } from './fixtures/flows.ts';
import { type Lab, until } from './fixtures/lab.ts';
import { listRanks } from './fixtures/rank-processes.ts';
import { expect, test } from './fixtures/test.ts';

const LONG_QUESTION = 'Tell me a long story about an espalier';
/** Long enough to be cut off in, short enough to be answered twice. */
const QUESTION = 'Why is my session not ready?';
const FINAL = ['completed', 'stopped', 'length', 'interrupted', 'error'];

const startTwo = (owner: Api): Promise<Running> => startReadySession(owner, { simulated: false, size: 2 });

async function untilTokens(api: Api, ids: Parameters<typeof readAnswer>[1], tokens: number): Promise<void> {
  await until(
    30_000,
    `${tokens} tokens`,
    async () => (await readAnswer(api, ids)).completionTokens >= tokens,
  );
}
async function untilOver(api: Api, ids: Parameters<typeof readAnswer>[1]) {
  await until(120_000, 'the answer to be over', async () =>
    FINAL.includes((await readAnswer(api, ids)).state),
  );
  return readAnswer(api, ids);
}
async function untilFailed(api: Api, sessionId: string, timeoutMs: number) {
  await until(timeoutMs, 'the session to have failed', async () => {
    return (await api.sessions.get.query({ id: sessionId })).state === 'failed';
  });
  return api.sessions.get.query({ id: sessionId });
}
async function bringBack(lab: Lab, name: string): Promise<void> {
  lab.startAgent(name);
  await lab.untilOnline(6);
}

test.describe('with two real ranks', () => {
  test.setTimeout(360_000);
  // What is known of the model is asked for on the main path; here many sessions start, to be killed.
  test.beforeEach(async ({ owner }) => void (await owner.sessions.setCanaryRule.mutate({ rule: 'off' })));

  test('the portal killed in mid-answer loses no word, and two viewers read the same', async ({
    lab,
    owner,
    openAs,
  }) => {
    const running = await startTwo(owner);
    const ids = await ask(owner, running.sessionId, QUESTION);
    const [first, second] = [await openAs('owner'), await openAs('member')];
    for (const page of [first, second]) await page.goto(`/chat/${ids.conversationId}`);
    await untilTokens(owner, ids, 20);
    lab.portal().kill('SIGKILL');
    await lab.startPortal();
    await lab.untilOnline(6);
    const answer = await untilOver(owner, ids);
    expect(['completed', 'interrupted']).toContain(answer.state);
    expect(answer.completionTokens).toBeGreaterThan(20);
    // The whole answer is known by asking the same at temperature 0 again.
    const again = await untilOver(owner, await ask(owner, running.sessionId, QUESTION));
    expect(again.state).toBe('completed');
    if (answer.state === 'completed') expect(answer.text).toBe(again.text);
    else expect(again.text.startsWith(answer.text)).toBe(true);
    const wordsIn = async (page: typeof first): Promise<string> => {
      const prose = page
        .getByRole('article', { name: /^Answer/ })
        .first()
        .locator('.answer-prose');
      return (await prose.innerText()).replace(/\s+/g, ' ').trim();
    };
    const lastWords = answer.text.trim().split(/\s+/).slice(-6).join(' ').replace(/[*_`]/g, '');
    await expect.poll(() => wordsIn(first)).toContain(lastWords);
    await expect.poll(() => wordsIn(second)).toBe(await wordsIn(first));
    await endBooking(owner, running);
  });

  test('an agent killed takes its rank with it at once; the session says so, and the machine can be booked again', async ({
    lab,
    owner,
    openAs,
  }) => {
    const running = await startTwo(owner);
    const [zero, one] = running.machines;
    const ids = await ask(owner, running.sessionId, LONG_QUESTION);
    await untilTokens(owner, ids, 10);
    lab.agent(one!.name).kill('SIGKILL');
    await until(5000, 'every rank to be gone', () => listRanks(running.sessionId).length === 0);
    await untilFailed(owner, running.sessionId, 5000);
    // Rank 0 may tell of a lost peer first: the machine that is silent explains it.
    const read = () => owner.sessions.get.query({ id: running.sessionId });
    await until(5000, 'the silence to be the cause', async () => (await read()).endReason === 'agent_lost');
    expect((await read()).endMessage).toContain(one!.name);
    await test.step('it leaves an incident that names the machine and leads to what helps', async () => {
      const page = await openAs('owner');
      await page.goto(`/sessions/${running.sessionId}`);
      await page.getByRole('link', { name: /^Incident \d+/ }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`No word from ${one!.name}`);
      await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible();
    });
    const answer = await untilOver(owner, ids);
    expect(answer).toMatchObject({ state: 'interrupted' });
    expect(answer.completionTokens).toBeGreaterThanOrEqual(10);
    await endBooking(owner, running);
    await bringBack(lab, one!.name);
    const again = await startTwo(owner);
    expect(again.machines.map((it) => it.id).toSorted()).toEqual([zero!.id, one!.id].toSorted());
    await endBooking(owner, again);
  });

  test('a rank that is stopped, not dead, is found by the watchdog and ends the session', async ({
    owner,
  }) => {
    const running = await startTwo(owner);
    const ids = await ask(owner, running.sessionId, LONG_QUESTION);
    await untilTokens(owner, ids, 10);
    const rank = listRanks(running.sessionId).find((it) => it.rank === 1)!;
    process.kill(rank.pid, 'SIGSTOP');
    const session = await untilFailed(owner, running.sessionId, 30_000);
    expect(session.endReason).toBe('stalled');
    await until(10_000, 'every rank to be gone', () => listRanks(running.sessionId).length === 0);
    expect(await untilOver(owner, ids)).toMatchObject({ state: 'interrupted' });
    await endBooking(owner, running);
  });
});

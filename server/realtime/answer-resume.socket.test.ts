import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { followAnswer } from '@/components/chat/follow-answer.ts';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { answerAgain, chooseBranch, getConversation, shareConversation } from '../modules/chat/index.ts';
import { checkAgreement, checkShown, checkTold, checkViewer } from '../testing/answer-history.ts';
import {
  type AnswerLab,
  type Dice,
  makeAnswerLab,
  playAgent,
  sayingOf,
  type WrittenAnswer,
} from '../testing/answer-lab.ts';
import { askingOnce, muddled, openAnswerPage, takingAll } from '../testing/answer-page.ts';
import { askAsProgram, type ShapeName } from '../testing/answer-program.ts';
import { watchAnswer } from '../testing/answer-viewer.ts';
import { closeRealtime, makeRealtimePortal, type RealtimePortal } from '../testing/realtime-portal.ts';
import { openRoughLine } from '../testing/rough-line.ts';
import { withoutProtection } from '../testing/without-protection.ts';

/*
 * No token lost or repeated (P4): a chat's answer read by many viewers, and programs' answers, at two portals while
 * everything that may happen happens: lines that break at any byte, frames that come twice, late or turned round,
 * portals that end and come back, pages that are loaded again, readers that sleep, steps that come twice, too early or
 * too late, a database that is slow, somebody who loses the right to read on. Afterwards everybody's history is judged.
 */
const STEPS = 120;
/** A failing seed is kept here as a case of its own: 103 told an end twice. More of them: SEED=100 SEEDS=40. */
const FIRST = Number(process.env['SEED'] ?? Date.now() % 100_000);
const SEEDS = [
  7,
  103,
  ...Array.from({ length: Number(process.env['SEEDS'] ?? 1) }, (_, index) => FIRST + index),
];

const opened: { close(): unknown }[] = [];
const kept = <T extends { close(): unknown }>(it: T): T => (opened.push(it), it);
beforeAll(() => {
  // Of a browser, the page's code needs only these.
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setTimeout(paint, 4));
  vi.stubGlobal('cancelAnimationFrame', (frame: NodeJS.Timeout) => clearTimeout(frame));
});
afterEach(async () => {
  for (const it of opened.splice(0).toReversed()) await it.close();
  await closeRealtime();
});

type Wish = {
  seed: number;
  steps?: number;
  /** How long everybody has to come to the end after it is told. */
  patienceMs?: number;
  follow?: typeof followAnswer;
};
type Run = {
  lab: AnswerLab;
  dice: Dice;
  up: Set<RealtimePortal>;
  wish: Required<Omit<Wish, 'follow'>> & Wish;
};

/** The chat's readers: raw histories, and pages with the page's own code. */
async function openViewers({ lab, dice, up, wish }: Run) {
  const [a, b] = lab.portals;
  const { origin } = a;
  const urlOf = (portal?: RealtimePortal) => (): string =>
    (portal && up.has(portal) ? portal : [...up][dice(up.size)]!).url;
  const raw = (cookie: string, portal?: RealtimePortal) =>
    kept(watchAnswer({ url: urlOf(portal), cookie, origin, generationId: lab.chat.id }));
  const page = async (portal: RealtimePortal, isMuddled: boolean) => {
    const line = kept(await openRoughLine({ to: urlOf(portal), dice, isSliced: isMuddled }));
    const opening = openAnswerPage({
      url: line.url,
      cookie: 'owner',
      origin,
      read: () => readStored(lab),
      ...(isMuddled && { muddle: muddled(dice) }),
      ...(wish.follow && { follow: wish.follow }),
    });
    return { line, ...kept(opening) };
  };
  return {
    raw,
    histories: [raw('owner', a), raw('owner', b), raw('owner')],
    guest: raw('guest', b),
    pages: [await page(a, false), await page(b, true), await page(b, false), await page(a, true)],
  };
}
/** As the chat's page reads it; for a moment the reader may be at another version. */
const readStored = (lab: AnswerLab) =>
  vi.waitUntil(
    async () => {
      const { messages } = await getConversation(lab.owner, { id: lab.conversationId, limit: 60 });
      return messages.map((it) => it.generation).find((it) => it?.id === lab.chat.id);
    },
    { timeout: 20_000 },
  );
type Viewers = Awaited<ReturnType<typeof openViewers>>;

/** Three programs ask, each in another shape: one reads on, one sleeps now and then, one hangs up. */
async function openPrograms({ lab, dice }: Run) {
  const ask = async (shape: ShapeName, at: 0 | 1) => {
    const line = kept(await openRoughLine({ to: () => lab.urls[at], dice, isSliced: true }));
    const program = await askAsProgram(line.url, lab.secret, shape);
    return { line, program, answer: await lab.askedLast(shape[0]!) };
  };
  const shape = (['responses', 'messages'] as const)[dice(2)]!;
  return { steady: await ask('chat', 0), sleepy: await ask(shape, 1), leaving: await ask('ollama', 1) };
}
type Programs = Awaited<ReturnType<typeof openPrograms>>;

/** What happens beside the writing, by chance. */
function strikeSome({ dice }: Run, viewers: Viewers, { sleepy }: Programs, agent: { cut(): void }): void {
  const [, cut, hopping] = viewers.histories;
  const [reloaded, , broken, sleeping] = viewers.pages;
  if (dice(12) === 0) cut!.cut();
  if (dice(20) === 0) hopping!.cut();
  if (dice(25) === 0) agent.cut();
  if (dice(15) === 0) void reloaded!.reload();
  if (dice(12) === 0) broken!.line.cutAfter(dice(4000));
  for (const { line } of [sleeping!, sleepy]) {
    if (dice(8) === 0) line.holdFor(50 + dice(400));
  }
}

/** Everything once: a portal ends and comes back, another version is asked for, the right is lost, somebody comes late. */
async function writeAll(run: Run, viewers: Viewers, programs: Programs) {
  const { lab, dice, up, wish } = run;
  const { steps } = wish;
  const answers = [lab.chat, ...Object.values(programs).map((it) => it.answer)];
  const agent = playAgent(lab, { steps, dice, isUp: (it) => up.has(it) });
  const isLeft = (it: WrittenAnswer): boolean => it === programs.leaving.answer && lab.isStopped(it);
  let isOther = false;
  let isShared = true;
  let hasLeft = false;
  let restarting: Promise<void> = Promise.resolve();
  const restart = async (portal: RealtimePortal): Promise<void> => {
    up.delete(portal);
    await portal.stop();
    await portal.start();
    up.add(portal);
  };
  const slow = { from: Math.floor(steps * 0.4), to: Math.floor(steps * 0.44), isOn: false };
  const restarts = lab.portals.map((portal, index) => ({ portal, at: ((index + 1) * steps) / 3 }));
  for (;;) {
    const open = answers.filter((it) => it.stored < steps && !isLeft(it));
    if (open.length === 0) break;
    for (const it of open) await agent.next(it);
    strikeSome(run, viewers, programs, agent);
    const at = lab.chat.stored;
    const isSlow = at >= slow.from && at < slow.to;
    if (isSlow !== slow.isOn) await setSlow(lab, (slow.isOn = isSlow));
    // Who watches this version goes on with it.
    if (at > steps / 4 && !isOther) {
      isOther = true;
      await askForAnother(lab);
    }
    if (at > steps / 3 && viewers.histories.length === 3) viewers.histories.push(viewers.raw('owner'));
    if (programs.leaving.answer.stored > steps / 3 && !hasLeft) {
      hasLeft = true;
      programs.leaving.line.cutAfter(1);
    }
    if (at > steps / 2 && isShared) {
      isShared = false;
      // A portal that is down shares nothing.
      await restarting;
      await expect.poll(() => viewers.guest.seq()).toBeGreaterThan(0);
      await shareConversation(lab.owner, { id: lab.conversationId, shared: false });
      await expect.poll(() => viewers.guest.events.at(-1), { timeout: 1000 }).toEqual({ type: 'cut' });
    }
    const due = restarts.findIndex((it) => at >= it.at);
    if (due !== -1) {
      await restarting;
      restarting = restart(restarts.splice(due, 1)[0]!.portal);
    }
  }
  await restarting;
  for (const it of answers) await agent.end(it, isLeft(it) ? 'stopped' : 'completed');
}

/** A database that takes a tenth of a second for each step it stores. */
async function setSlow({ owner: { db } }: AnswerLab, isOn: boolean): Promise<void> {
  await db.$executeRaw`DROP TRIGGER IF EXISTS slow ON "GenerationDelta"`;
  if (!isOn) return;
  await db.$executeRaw`
    CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END'`;
  await db.$executeRaw`
    CREATE TRIGGER slow BEFORE INSERT ON "GenerationDelta" FOR EACH ROW EXECUTE FUNCTION slow()`;
}

/** Lets it all happen; everything that must not be, in words. */
async function findWrongs(wish: Wish): Promise<string[]> {
  const random = seededRandom(wish.seed);
  const a = await makeRealtimePortal();
  const b = await makeRealtimePortal(a);
  const lab = kept(await makeAnswerLab([a, b]));
  const run: Run = {
    lab,
    dice: (sides) => Math.floor(random() * sides),
    up: new Set([a, b]),
    wish: { steps: STEPS, patienceMs: 20_000, ...wish },
  };
  const { steps, patienceMs } = run.wish;
  const viewers = await openViewers(run);
  const programs = await openPrograms(run);
  await writeAll(run, viewers, programs);
  const all = [...viewers.histories, ...viewers.pages];
  const told = Object.values(programs).map((it) => it.program);
  let areTold = false;
  void Promise.all(told.map((it) => it.over)).then(() => (areTold = true));
  const isAllOver = (): boolean => areTold && all.every((it) => it.isOver());
  await vi.waitUntil(isAllOver, { timeout: patienceMs, interval: 20 }).catch(() => undefined);

  const wrong: string[] = [];
  const note = (who: string, found: string[]) => wrong.push(...found.map((it) => `${who}: ${it}`));
  const rowOf = (id: string) => a.ctx.db.generation.findUniqueOrThrow({ where: { id } });
  const row = await rowOf(lab.chat.id);
  const saying = sayingOf('c', steps);
  if (row.state !== 'completed' || row.lastSeq !== steps || row.completionTokens !== steps)
    wrong.push(`stored: ${row.state} at ${row.lastSeq} of ${row.completionTokens}`);
  if (row.text !== saying.text || row.reasoning !== saying.reasoning) wrong.push('stored: another text');
  const whole = { state: row.state, lastSeq: row.lastSeq, text: saying.text };
  viewers.histories.forEach((it, n) => note(`viewer ${n}`, checkViewer(it.events, whole)));
  viewers.pages.forEach((it, n) => note(`page ${n}`, checkShown(it.shown, saying)));
  note('viewers', checkAgreement([...viewers.histories, viewers.guest].map((it) => it.events)));
  // Whoever lost the right may have had what came before, and nothing after.
  if (viewers.guest.isOver() || viewers.guest.seq() >= steps) wrong.push('guest: was told the end');
  for (const [who, { program, answer }] of Object.entries(programs)) {
    const { state, text, completionTokens } = await rowOf(answer.id);
    const isLeft = who === 'leaving';
    if (state !== (isLeft ? 'stopped' : 'completed')) wrong.push(`${who}: ended ${state}`);
    if (text !== sayingOf(answer.name, answer.stored).text) wrong.push(`${who}: another text is stored`);
    if (completionTokens !== answer.stored)
      wrong.push(`${who}: ${completionTokens} of ${answer.stored} counted`);
    note(who, checkTold(program.told(), text ?? '', isLeft));
  }
  return wrong;
}

/** Whoever asks is at the new version; they go back to the one that is still being written. */
async function askForAnother({ owner, conversationId, questionId: parentId, session, chat }: AnswerLab) {
  const other = { generationId: randomUUID(), sessionId: session.id };
  await answerAgain(owner, { conversationId, parentId, ...other });
  const read = () => getConversation(owner, { id: conversationId, limit: 60 });
  expect((await read()).leafId).toBe(other.generationId);
  await chooseBranch(owner, { conversationId, messageId: chat.id });
  expect((await read()).messages.at(-1)).toMatchObject({ version: { at: 1, of: 2 } });
}

test.each(SEEDS)(
  'an answer is whole and in order for each reader, whatever happens (seed %i)',
  async (seed) => {
    expect(await findWrongs({ seed })).toEqual([]);
  },
);

describe('without its protections it is not so', () => {
  const short = { seed: 7, steps: 48, patienceMs: 2000 };
  const LOG = ['generations.read-log', 'chat.watch-answer'];

  test.each<[string, string[], RegExp, string, RegExp]>([
    [
      'contiguity of the log',
      ['generations.append'],
      /(\$10::int) <= t\."lastSeq" \+ 1/,
      '$1 IS NOT NULL',
      /another text/,
    ],
    ['where the reader is', LOG, /d\.seq > \$2::int/, 'd.seq >= $2::int', /repeated/],
    ['the order of the log', LOG, /ORDER BY page\.seq/, 'ORDER BY page.seq % 3 = 0, page.seq', /lost/],
    [
      'the right to read it',
      ['chat.watch-answer'],
      /WHERE g\.id = \$1 AND \(/,
      'WHERE g.id = $1 AND (true OR',
      /guest/,
    ],
  ])('%s', async (_what, names, protection, without, said) => {
    const { isOff } = withoutProtection(names, protection, without);
    expect((await findWrongs(short)).join('\n')).toMatch(said);
    expect(isOff()).toBe(true);
  });

  test.each<[string, typeof followAnswer, RegExp]>([
    ['a page’s check of what comes', takingAll, /page \d: showed what the answer does not begin with/],
    ['a page’s asking again', askingOnce, /page \d: does not show the stored answer/],
  ])('%s', async (_what, follow, said) => {
    expect((await findWrongs({ ...short, follow })).join('\n')).toMatch(said);
  });
});

import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { isServiceError } from '../../errors.ts';
import { ask, fenceOf, makeChat, rowOf, type TestChat, USAGE } from '../../testing/chats.ts';
import { withoutProtection } from '../../testing/without-protection.ts';
import { endGeneration, recordDeltas } from './index.ts';

/*
 * No metered token lost or counted twice (P2), of what a portal is told: every message of an agent arrives twice and
 * in any order, among messages of an epoch that is over, and is sent again until it is taken, as the agent does.
 * `ESPALIER_SEED` runs a printed seed again.
 */
const ANSWERS = 25;
const seed = Number(process.env['ESPALIER_SEED'] ?? randomInt(1_000_000));

type Deltas = Parameters<typeof recordDeltas>[2];
type End = Parameters<typeof endGeneration>[2];
type Message = { kind: 'deltas'; payload: Deltas } | { kind: 'end'; payload: End };
type Answer = { id: string; messages: Message[]; tokens: number; text: string };

/** What an agent says of one answer. A step may be several tokens, and the end may know of tokens without a step. */
async function makeAnswer(chat: TestChat, random: () => number): Promise<Answer> {
  const { generationId: id, done } = ask(chat.ctx, chat);
  await done;
  const fence = fenceOf(chat, id);
  const messages: Message[] = [];
  let [seq, tokens, text] = [0, 0, ''];
  for (let left = Math.floor(random() * 6); left > 0; left--) {
    const deltas = Array.from({ length: 1 + Math.floor(random() * 9) }, () => {
      seq += 1;
      tokens += 1 + Math.floor(random() * 3);
      text += `t${seq} `;
      return { seq, kind: 'text' as const, text: `t${seq} `, completionTokens: tokens, at: new Date() };
    });
    messages.push({ kind: 'deltas', payload: { ...fence, deltas } });
  }
  // After a crash of the agent its successor knows an older position, and says that one.
  const isCrash = random() < 0.3;
  const counted = isCrash ? Math.floor(tokens * random()) : tokens + Math.floor(random() * 4);
  messages.push({
    kind: 'end',
    payload: {
      ...fence,
      lastSeq: isCrash ? Math.floor(seq * random()) : seq,
      state: isCrash ? 'interrupted' : random() < 0.2 ? 'stopped' : 'completed',
      usage: { ...USAGE, completionTokens: counted },
      message: null,
      at: new Date(),
    },
  });
  return { id, messages, tokens: Math.max(tokens, counted), text };
}

async function deliver({ ctx, machineId }: TestChat, { kind, payload }: Message): Promise<boolean> {
  try {
    if (kind === 'end') await endGeneration(ctx, machineId, payload);
    else {
      const { storedSeq } = await recordDeltas(ctx, machineId, payload);
      return storedSeq >= payload.deltas.at(-1)!.seq;
    }
    return true;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return false;
  }
}

function shuffled<T>(all: T[], random: () => number): T[] {
  return all
    .map((it) => ({ it, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ it }) => it);
}

/** From an agent that was away while its session went on elsewhere. */
function stale({ kind, payload }: Message): Message {
  const epoch = payload.epoch - 1;
  if (kind === 'end')
    return { kind, payload: { ...payload, epoch, usage: { ...payload.usage, completionTokens: 9000 } } };
  const deltas = payload.deltas.map((it) => ({ ...it, completionTokens: it.completionTokens + 9000 }));
  return { kind, payload: { ...payload, epoch, deltas } };
}

const ledgerOf = async (chat: TestChat, answers: Answer[]) =>
  Promise.all(
    answers.map(async ({ id }) => {
      const { state, text, completionTokens } = await rowOf(chat, id);
      return { id, isOver: !['queued', 'dispatched', 'running'].includes(state), text, completionTokens };
    }),
  );

async function runAll(random: () => number): Promise<void> {
  const chat = await makeChat();
  const answers: Answer[] = [];
  for (let n = 0; n < ANSWERS; n++) {
    answers.push(await makeAnswer(chat, random));
    // Answers that wait have no agent yet: nothing is heard of them.
    await chat.ctx.db.generation.updateMany({
      where: { id: answers.at(-1)!.id, state: 'queued' },
      data: { state: 'running', startedAt: new Date() },
    });
  }
  // The end of a crashed agent comes from its successor, so after everything its forerunner got through.
  const crashEnd = (it: Message): boolean => it.kind === 'end' && it.payload.state === 'interrupted';
  const said = answers.flatMap((it) => it.messages);
  const first = said.filter((it) => !crashEnd(it));
  const noise = [...first, ...first, ...said.map(stale), ...said.map(stale)];
  for (const message of shuffled(noise, random)) await deliver(chat, message);
  for (const message of said) {
    for (let tries = 0; !(await deliver(chat, message)) && tries < 3; tries++);
  }
  const emitted = answers.map(({ id, tokens, text }) => ({
    id,
    isOver: true,
    text,
    completionTokens: tokens,
  }));
  expect(await ledgerOf(chat, answers)).toEqual(emitted);
  for (const message of shuffled([...said, ...said, ...said.map(stale)], random))
    await deliver(chat, message);
  expect(await ledgerOf(chat, answers)).toEqual(emitted);
}

test(`every token is counted once, whatever comes twice, late or out of order (seed ${seed})`, async () => {
  await runAll(seededRandom(seed));
});

describe('without its protections it is not so', () => {
  test.each<[string, RegExp, string]>([
    ['the greater count', /greatest\((g\."completionTokens"), (least\(\$12::int, g\."maxTokens"\))\)/, '$2'],
    ['the epoch’s fence', /[sg]\.epoch = (\$\d::int)/g, '$1 IS NOT NULL'],
    ['contiguity', /(\$10::int) <= t\."lastSeq" \+ 1/, '$1 IS NOT NULL'],
  ])('%s', async (_what, protection, without) => {
    const { isOff } = withoutProtection(['generations.'], protection, without);
    await expect(runAll(seededRandom(7))).rejects.toThrow(/to deeply equal/);
    expect(isOff()).toBe(true);
  });
});

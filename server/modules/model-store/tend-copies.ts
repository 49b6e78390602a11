import { chooseGiver } from '@/shared/domain/choose-giver.ts';
import { wayInWords } from '@/shared/domain/copy-path.ts';
import type { Judgement } from '@/shared/domain/judgement.ts';
import type { ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { beginBring } from './begin-bring.ts';
import { beginImport } from './begin-import.ts';
import {
  claimTry,
  hasWhole,
  planNextTry,
  readStore,
  type Store,
  tellChanged,
  tokenOf,
  UNDER_WAY,
} from './internal.ts';
import { makeRoom } from './make-room.ts';
import { readRules } from './rules.ts';
import { shareLabLimit, takePart } from './share-limit.ts';
import { giversOf } from './targets.ts';

/** Both ends tell something each second; so long without a word, and the copy is begun anew from what is there. */
const SILENCE_MS = 30_000;
/** A giver that nobody asks for so long ends by itself. */
const IDLE_MS = 120_000;
/** A copy that can't begin is looked at again so soon. */
const LOOK_AGAIN_MS = 3000;
const MOST_AT_ONCE = 200;
const WAITS_FOR_PART =
  'Waits for its part of the lab’s limit: others have it now, and are told to take less.';

const readUnderWay = (ctx: ServiceContext) =>
  ctx.db.modelCopy.findMany({
    where: { state: { in: [...UNDER_WAY] } },
    orderBy: [{ askedAt: 'asc' }, { id: 'asc' }],
    take: MOST_AT_ONCE,
  });
type Row = Awaited<ReturnType<typeof readUnderWay>>[number];

/**
 * Begins copies that wait, each from the giver with the fastest way that has a hand free, and ends tries of which
 * nothing is heard. Of two portals one begins a copy: the row is claimed first.
 */
export async function tendCopies(ctx: ServiceContext, { mayJudge }: Judgement): Promise<void> {
  const rows = await readUnderWay(ctx);
  if (rows.length === 0) return;
  const now = ctx.now().getTime();
  for (const row of rows) {
    const isSilent = row.state !== 'waiting' && now - (row.lastWordAt?.getTime() ?? 0) > SILENCE_MS;
    if (isSilent && mayJudge)
      await planNextTry(ctx, row, 'Nothing was heard of it for a while; it goes on from what is there.');
  }
  const due = rows.filter((it) => it.state === 'waiting' && it.dueAt.getTime() <= now);
  const mayChange =
    (await readRules(ctx)).limitNow !== null || rows.some((it) => it.paceBytesPerSecond !== null);
  if (due.length === 0 && !mayChange) return;
  const store = await readStore(ctx);
  if (mayChange) await shareLabLimit(ctx, store, rows);
  const giving = new Map<string, number>();
  const count = (id: string): void => void giving.set(id, (giving.get(id) ?? 0) + 1);
  for (const { state, fromMachineId } of rows) if (state !== 'waiting' && fromMachineId) count(fromMachineId);
  for (const row of due) {
    const giverId = await begin(ctx, row, store, giving);
    if (giverId !== null) count(giverId);
  }
}

/** Gives who gives it, or null when it waits on. */
async function begin(
  ctx: ServiceContext,
  row: Row,
  store: Store,
  giving: ReadonlyMap<string, number>,
): Promise<string | null> {
  const receiver = store.machines.find(({ id }) => id === row.machineId);
  if (receiver && hasWhole(receiver, row.modelId, row.fingerprint)) return finish(ctx, row);
  const isThere = receiver?.models.some((it) => it.id === row.modelId && it.problem === null);
  if (row.source !== null && isThere) return finish(ctx, row);
  if (receiver?.connection !== 'online')
    return waitOn(ctx, row, `Goes on by itself when ${receiver?.name ?? 'the machine'} answers.`);
  if (row.diskKey !== null) {
    if (row.roomMadeAt === null) await makeRoom(ctx, row, Number(row.totalBytes));
    await beginImport(ctx, row);
    return null;
  }
  if (row.source !== null) {
    const part = await takePart(ctx, store, row);
    if (part === null) return waitOn(ctx, row, WAITS_FOR_PART);
    await beginBring(ctx, row, part.bytesPerSecond ?? row.limitBytesPerSecond);
    return null;
  }
  const choice = chooseGiver({
    receiver: { machineId: receiver.id, facts: receiver.facts },
    givers: giversOf(store, row.modelId, row.fingerprint, row.simulated)
      .filter(({ machineId }) => machineId !== receiver.id)
      .map((it) => ({ ...it, giving: giving.get(it.machineId) ?? 0 })),
    links: store.links,
    avoid: row.fruitless > 0 ? row.fromMachineId : null,
  });
  if (choice.kind === 'busy')
    return waitOn(ctx, row, `Waits for a free hand: ${choice.names.join(', ')} give it to others now.`);
  if (choice.kind === 'none') return waitOn(ctx, row, 'Waits until a machine answers that has it whole.');
  if ((await takePart(ctx, store, row)) === null) return waitOn(ctx, row, WAITS_FOR_PART);
  if (row.roomMadeAt === null) await makeRoom(ctx, row, Number(row.totalBytes));
  const { giver, path } = choice;
  const { address } = path;
  const how = { fromMachineId: giver.machineId, address, way: wayInWords(path) };
  const tried = await claimTry(ctx, row, how);
  if (tried === null) return null;
  try {
    await ctx.agents.send(giver.machineId, 'model:offer', {
      copyId: row.id,
      attempt: tried.attempt,
      modelId: row.modelId,
      fingerprint: row.fingerprint,
      address,
      token: tokenOf(ctx, row.id, tried.attempt),
      idleMs: IDLE_MS,
    });
    return giver.machineId;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    await planNextTry(ctx, tried, `${giver.name}: ${error.message}`);
    return null;
  }
}

async function waitOn(ctx: ServiceContext, { id, attempt, note }: Row, words: string): Promise<null> {
  const { count } = await ctx.db.modelCopy.updateMany({
    where: { id, attempt, state: 'waiting' },
    data: {
      note: words,
      paceBytesPerSecond: null,
      dueAt: new Date(ctx.now().getTime() + LOOK_AGAIN_MS),
    },
  });
  if (count > 0 && note !== words) tellChanged(ctx, id);
  return null;
}

async function finish(ctx: ServiceContext, { id, attempt, totalBytes }: Row): Promise<null> {
  await ctx.db.modelCopy.updateMany({
    where: { id, attempt, state: 'waiting' },
    data: { state: 'done', doneBytes: totalBytes, note: null, endedAt: ctx.now() },
  });
  tellChanged(ctx, id);
  return null;
}

import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { FoundOnDisk, ModelRules } from '@/shared/schemas/model-store.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { agentModel, makeBooking, makeLab, makeMachine, machineFacts } from '../../testing/factories.ts';
import { readTimeline } from '../timeline/index.ts';
import {
  bringModel,
  copyModel,
  getDiskLook,
  importModel,
  listCopies,
  listCopyTargets,
  lookAtDisks,
  recordCopyEnded,
  recordListed,
  recordLooked,
  recordOffered,
  setModelQuota,
  setModelRules,
  tendCopies,
} from './index.ts';

const MODEL = 'mlx-community/gpt-oss-20b';
const START = new Date('2026-11-18T22:04:00Z');
const DAY = 86_400_000;
const model = agentModel({ id: MODEL, title: 'gpt-oss-20b', weightsBytes: 12e9, removable: true });
const old = (name: string, gigabytes: number) =>
  agentModel({ id: `old/${name}`, title: name, weightsBytes: gigabytes * 1e9, removable: true });
const RULES: ModelRules = {
  makeRoom: true,
  neededDays: 14,
  mayRemoveLast: false,
  megabytesPerSecond: null,
  fromMinute: null,
  untilMinute: null,
};

let lab: TestContext;
let ctx: TestContext;
let admin: TestContext;
beforeAll(async () => {
  lab = await makeTestContext({ now: START });
  await makeLab(lab.db);
  ctx = await actingAs(lab, 'member');
  admin = await actingAs(lab, 'admin');
});
let last = 0;
const make = async (models: object[], diskFreeBytes = 400e9, more: object = {}) => {
  const addresses = [{ interface: 'en0', ipv4: `10.0.0.${++last}` }];
  const can = { copiesModels: true, importsModels: true, pacesModels: true };
  const facts = machineFacts({ addresses, diskFreeBytes, ...can, ...more });
  const { id, name } = await makeMachine(lab.db, { facts, models });
  lab.agents.connected.add(id);
  return { id, name };
};
beforeEach(async () => {
  await lab.db.modelCopy.deleteMany();
  await lab.db.modelRemoval.deleteMany();
  await lab.db.machine.updateMany({ data: { status: 'retired' } });
  lab.agents.sent.length = 0;
  lab.clock.now = START;
});

const which = { modelId: MODEL, simulated: false };
const copyTo = (...machineIds: string[]) =>
  copyModel(ctx, { ...which, machineIds, limitMegabytesPerSecond: null });
const sent = (command: string) => lab.agents.sent.filter((it) => it.command === command);
const seconds = (count: number): void => {
  lab.clock.now = new Date(lab.clock.now!.getTime() + count * 1000);
};
const tend = () => tendCopies(lab, { mayJudge: true });
const copies = async () => (await listCopies(ctx, { limit: 50 })).copies;
const targetOf = async (id: string) =>
  (await listCopyTargets(ctx, { ...which, limit: 100 })).targets.find((it) => it.id === id)!;

test('where room is short the models used longest ago go first, as many as it takes, told before and after', async () => {
  const giver = await make([model, old('newer', 9), old('older', 6)]);
  const full = await make([old('newer', 9), old('older', 6), old('only one', 40)], 10e9);
  await lab.db.modelCopy.create({
    data: {
      ...which,
      modelId: 'old/newer',
      title: 'newer',
      fingerprint: 'f',
      machineId: full.id,
      totalBytes: 1n,
      state: 'done',
      dueAt: START,
      askedAt: START,
      endedAt: new Date(START.getTime() - 5 * DAY),
    },
  });
  await setModelRules(admin, { ...RULES, makeRoom: false });
  expect((await targetOf(full.id)).refusal).toMatch(
    /Removing only one there frees|Removing older there frees/,
  );
  await setModelRules(admin, RULES);
  expect(await targetOf(full.id)).toMatchObject({
    refusal: null,
    removes: [{ title: 'older', bytes: 6e9, lastUsedAt: null }],
  });
  const { ids } = await copyTo(full.id);
  await expect.poll(() => sent('model:offer').length).toBe(1);
  expect(sent('model:remove')).toMatchObject([{ machineId: full.id, payload: { modelId: 'old/older' } }]);
  const { rows } = await readTimeline(ctx, { machineId: full.id, limit: 20 });
  expect(rows.map(({ text }) => text).join()).toMatch(
    new RegExp(`made room on ${full.name} for gpt-oss-20b.*removed older.*copied from ${giver.name}`),
  );
  // Once a copy: another try of it takes nothing more, though the disk was not heard of since.
  await recordCopyEnded(lab, giver.id, {
    copyId: ids[0]!,
    attempt: 1,
    outcome: 'interrupted',
    message: null,
    at: START,
  });
  seconds(9);
  await tend();
  expect(sent('model:offer')).toHaveLength(2);
  expect(sent('model:remove')).toHaveLength(1);
});

test('the last two copies of a model never both go, and none that a booking ahead needs', async () => {
  await setModelRules(admin, RULES);
  await make([model]);
  const one = await make([old('twin', 30)], 3e9);
  const other = await make([old('twin', 30)], 3e9);
  const booked = await make([old('twin', 30)], 3e9);
  const booking = await makeBooking(lab.db, {
    machineIds: [booked.id],
    startsAt: new Date(START.getTime() + 10 * DAY),
    endsAt: new Date(START.getTime() + 11 * DAY),
    startModelId: 'old/twin',
  });
  expect((await targetOf(booked.id)).refusal).toMatch(/needed/);
  await lab.db.booking.update({ where: { id: booking.id }, data: { status: 'cancelled' } });
  await lab.db.machine.update({ where: { id: booked.id }, data: { status: 'retired' } });
  await copyTo(one.id, other.id);
  await expect.poll(() => sent('model:offer').length).toBe(2);
  expect(sent('model:remove')).toHaveLength(1);
});

test('a quota of the lab or of the machine’s own policy.json counts, the lower of the two', async () => {
  await make([model]);
  const { id } = await make([old('older', 30)], 400e9, { modelQuotaBytes: 50e9 });
  expect(await targetOf(id)).toMatchObject({ refusal: null, removes: [] });
  await setModelQuota(admin, { machineId: id, gigabytes: 40 });
  expect((await targetOf(id)).refusal).toMatch(/quota is 40\sGB, of which 30\sGB are taken/);
  await expect(copyTo(id)).rejects.toThrow(/quota/);
  await setModelQuota(admin, { machineId: id, gigabytes: 900 });
  expect((await targetOf(id)).refusal).toBeNull();
  await expect(setModelQuota(ctx, { machineId: id, gigabytes: 1 })).rejects.toThrow(/role/);
  // What comes from outside is of a size that is known only when it has begun.
  await setModelRules(admin, { ...RULES, makeRoom: false });
  const brought = await make([old('older', 30)], 400e9, { bringsModels: true });
  await setModelQuota(admin, { machineId: brought.id, gigabytes: 32 });
  const request = {
    source: 'hub',
    repo: 'lab/new',
    revision: 'main',
    limitMegabytesPerSecond: null,
  } as const;
  const { id: copyId } = await bringModel(ctx, { ...request, machineId: brought.id });
  await expect.poll(() => sent('model:bring').length).toBe(1);
  const listed = { copyId, attempt: 1, commit: '9'.repeat(40), totalBytes: 5e9, filesTotal: 9 };
  await expect(recordListed(lab, brought.id, listed)).rejects.toThrow(/quota is 32/);
  expect((await copies())[0]).toMatchObject({ state: 'failed' });
  expect(sent('model:drop')).toMatchObject([{ machineId: brought.id, payload: { copyId } }]);
});

test('one limit for all copies: each is told its part, and at no moment do they hold to more together', async () => {
  await setModelRules(admin, { ...RULES, megabytesPerSecond: 100 });
  const files = [{ name: 'config.json', bytes: 1000, sha256: 'a'.repeat(64) }];
  const givers = [await make([model]), await make([model])];
  const [one, two, stubborn] = [
    await make([]),
    await make([]),
    await make([], 400e9, { pacesModels: false }),
  ];
  /** As the agents hold to: what they were told last, in the order of what was sent. */
  const held = new Map<string, number>();
  let most = 0;
  let read = 0;
  const follow = () => {
    for (const it of lab.agents.sent.slice(read)) {
      const told = it.payload as { copyId: string; bytesPerSecond: number | null };
      if (it.command !== 'model:fetch' && it.command !== 'model:pace') continue;
      held.set(told.copyId, told.bytesPerSecond ?? Infinity);
      most = Math.max(
        most,
        [...held.values()].reduce((sum, rate) => sum + rate, 0),
      );
    }
    read = lab.agents.sent.length;
  };
  const serve = async (copyId: string) => {
    const offer = () =>
      sent('model:offer').find((it) => (it.payload as { copyId: string }).copyId === copyId);
    await expect.poll(offer).toBeDefined();
    await recordOffered(lab, offer()!.machineId, { copyId, attempt: 1, port: 5000, files });
    follow();
    return copyId;
  };
  const start = async (machineId: string) => serve((await copyTo(machineId)).ids[0]!);
  const first = await start(one.id);
  expect(held.get(first)).toBe(100e6);
  // Who can't be told to take less has it all, so the next one waits.
  lab.agents.connected.delete(one.id);
  const waiting = (await copyTo(stubborn.id)).ids[0]!;
  await expect.poll(async () => (await copies()).find(({ id }) => id === waiting)!.note).toMatch(/its part/);
  lab.agents.connected.add(one.id);
  seconds(4);
  await tend();
  const second = await serve(waiting);
  expect([held.get(first), held.get(second)]).toEqual([50e6, 50e6]);
  const third = await start(two.id);
  expect(held.get(third)).toBe(25e6);
  expect((await copies()).map((it) => it.paceBytesPerSecond)).toEqual([25e6, 50e6, 25e6]);
  await recordCopyEnded(lab, stubborn.id, {
    copyId: second,
    attempt: 1,
    outcome: 'whole',
    message: null,
    at: START,
  });
  held.delete(second);
  seconds(1);
  await tend();
  follow();
  expect([held.get(first), held.get(third)]).toEqual([50e6, 50e6]);
  expect(most).toBeLessThanOrEqual(100e6);
  // Outside its hours it counts for nothing: 23:05 in Berlin.
  await setModelRules(admin, { ...RULES, megabytesPerSecond: 100, fromMinute: 480, untilMinute: 1200 });
  await tend();
  expect(sent('model:pace').at(-1)!.payload).toMatchObject({ bytesPerSecond: null });
  expect(givers).toHaveLength(2);
});

const FOUND: FoundOnDisk = {
  key: '0123456789abcdef01234567',
  modelId: 'hub/qwen',
  title: 'Qwen3-8B',
  place: 'Apricot',
  folder: 'hub/models--qwen',
  bytes: 5e9,
  files: 7,
  revision: null,
  hashed: 0,
  fingerprint: 'f'.repeat(64),
  problem: null,
};

test('a model comes from a disk of a machine: looked at, chosen, gone on with when the disk is back', async () => {
  await setModelRules(admin, RULES);
  const { id: machineId } = await make([]);
  const older = await make([], 400e9, { importsModels: false });
  await expect(lookAtDisks(ctx, { machineId: older.id })).rejects.toThrow(/Update it/);
  expect(await getDiskLook(ctx, { machineId })).toMatchObject({ state: 'none' });
  lab.agents.connected.delete(machineId);
  await expect(lookAtDisks(ctx, { machineId })).rejects.toThrow(/not connected/);
  expect(await getDiskLook(ctx, { machineId })).toMatchObject({ note: expect.stringMatching(/not conn/) });
  lab.agents.connected.add(machineId);
  await lookAtDisks(ctx, { machineId });
  expect(await getDiskLook(ctx, { machineId })).toMatchObject({ state: 'looking' });
  const { lookId } = sent('model:look')[0]!.payload as { lookId: string };
  const looked = { lookId, found: [FOUND], places: ['Apricot'], note: null };
  await expect(recordLooked(lab, older.id, looked)).rejects.toThrow(/not asked/);
  await expect(recordLooked(lab, machineId, { ...looked, lookId: 'an earlier one' })).rejects.toThrow();
  await recordLooked(lab, machineId, looked);
  expect(await getDiskLook(ctx, { machineId })).toMatchObject({
    state: 'looked',
    places: ['Apricot'],
    found: [{ key: FOUND.key, refusal: null, removes: [] }],
  });
  const bring = (name: string, key = FOUND.key) => importModel(ctx, { machineId, key, name });
  await expect(bring('../etc')).rejects.toThrow(/organisation\/name/);
  await expect(bring('lab/qwen', '9'.repeat(24))).rejects.toThrow(/Look again/);
  const { id: copyId } = await bring('lab/qwen');
  await expect(bring('lab/qwen')).rejects.toThrow(/on its way/);
  await expect.poll(async () => (await copies())[0]!.state).toBe('copying');
  expect(sent('model:import')).toMatchObject([
    { machineId, payload: { modelId: 'lab/qwen', key: FOUND.key, fingerprint: FOUND.fingerprint } },
  ]);
  // However often the disk is away, that alone is no failure.
  for (let attempt = 1; attempt <= 8; attempt++) {
    const message = 'The disk Apricot is not attached to this Mac any more.';
    const away = { copyId, attempt, outcome: 'interrupted', message, away: true, at: START } as const;
    await recordCopyEnded(lab, machineId, away);
    expect((await copies())[0]).toMatchObject({
      state: 'waiting',
      note: message,
      disk: 'Apricot, hub/models--qwen',
    });
    seconds(16);
    await tend();
  }
  await recordCopyEnded(lab, machineId, { copyId, attempt: 9, outcome: 'whole', message: null, at: START });
  expect((await copies())[0]).toMatchObject({ state: 'done', doneBytes: 5e9 });
});

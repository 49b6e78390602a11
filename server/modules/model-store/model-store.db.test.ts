import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { ModelFile } from '@/shared/schemas/model-store.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import {
  agentModel,
  makeBooking,
  makeLab,
  makeMachine,
  makeSession,
  machineFacts,
} from '../../testing/factories.ts';
import { readInventory } from '../inventory/index.ts';
import { listOnMacs } from '../models/index.ts';
import {
  bringModel,
  cancelCopy,
  copyModel,
  getModelSources,
  listBringChoices,
  listCopies,
  listCopyTargets,
  noteProgress,
  pinModel,
  recordCopyEnded,
  recordListed,
  recordOffered,
  removeFromMachine,
  setModelSources,
  stageModels,
  tendCopies,
} from './index.ts';

const MODEL = 'mlx-community/gpt-oss-20b';
const START = new Date('2026-11-18T22:04:00Z');
const LOOKING = { mayJudge: true };
const FILES: ModelFile[] = [
  { name: 'config.json', bytes: 1000, sha256: 'a'.repeat(64) },
  { name: 'model.safetensors', bytes: 12_000_000_000, sha256: 'b'.repeat(64) },
];
const model = agentModel({ id: MODEL, title: 'gpt-oss-20b', weightsBytes: 12_000_000_000, removable: true });

let lab: TestContext;
let ctx: TestContext;
beforeAll(async () => {
  lab = await makeTestContext({ now: START });
  await makeLab(lab.db);
  ctx = await actingAs(lab, 'member');
});
let machines: Record<'russet' | 'quince' | 'gala', string>;
beforeEach(async () => {
  await lab.db.modelCopy.deleteMany();
  await lab.db.modelPin.deleteMany();
  await lab.db.machine.updateMany({ data: { status: 'retired' } });
  lab.agents.sent.length = 0;
  lab.clock.now = START;
  const make = async (last: number, models: object[], diskFreeBytes = 400e9) => {
    const addresses = [{ interface: 'en0', ipv4: `10.0.0.${last}` }];
    const facts = machineFacts({ addresses, diskFreeBytes, copiesModels: true });
    const { id } = await makeMachine(lab.db, { facts, models });
    lab.agents.connected.add(id);
    return id;
  };
  machines = { russet: await make(4, [model]), quince: await make(9, []), gala: await make(7, []) };
});

const which = { modelId: MODEL, simulated: false };
const ask = (...to: ('quince' | 'gala')[]) =>
  copyModel(ctx, { ...which, machineIds: to.map((it) => machines[it]), limitMegabytesPerSecond: 50 });
const seconds = (count: number): void => {
  lab.clock.now = new Date(lab.clock.now!.getTime() + count * 1000);
};
const only = async () => (await listCopies(ctx, { limit: 50 })).copies[0]!;
const sent = (command: string) => lab.agents.sent.filter((it) => it.command === command);
const offered = async (copyId: string, attempt = 1) => {
  await expect.poll(() => sent('model:offer').length).toBe(attempt);
  await recordOffered(lab, machines.russet, { copyId, attempt, port: 5000, files: FILES });
};
const progress = (copyId: string, attempt: number, doneBytes: number) =>
  noteProgress(lab, machines.quince, {
    copyId,
    attempt,
    doneBytes,
    totalBytes: 12_000_001_000,
    bytesPerSecond: 112e6,
    file: { name: 'model.safetensors', bytes: 12_000_000_000, doneBytes: doneBytes - 1000 },
    filesDone: 1,
    filesTotal: 2,
  });

test('a copy goes from who has it to who lacks it, with one secret for the two, and is told as it goes', async () => {
  const { ids } = await ask('quince');
  const id = ids[0]!;
  await offered(id);
  const [offer] = sent('model:offer');
  const [fetch] = sent('model:fetch');
  expect(offer).toMatchObject({
    machineId: machines.russet,
    payload: { modelId: MODEL, address: '10.0.0.4' },
  });
  expect(fetch).toMatchObject({
    machineId: machines.quince,
    payload: { files: FILES, address: '10.0.0.4', port: 5000, bytesPerSecond: 50_000_000 },
  });
  const tokens = [offer, fetch].map((it) => (it!.payload as { token: string }).token);
  expect(tokens[0]).toBe(tokens[1]);
  await progress(id, 1, 8_300_000_000);
  expect(await only()).toMatchObject({
    state: 'copying',
    from: { id: machines.russet },
    way: 'over the network',
    doneBytes: 8_300_000_000,
    bytesPerSecond: 112e6,
    file: { name: 'model.safetensors' },
    canCancel: true,
  });
  await recordCopyEnded(lab, machines.quince, {
    copyId: id,
    attempt: 1,
    outcome: 'whole',
    message: null,
    at: START,
  });
  expect(await only()).toMatchObject({ state: 'done', doneBytes: 12_000_001_000, canCancel: false });
  expect(sent('model:withdraw')).toMatchObject([{ machineId: machines.russet }]);
});

test('words of another try, another machine or of what is over change nothing', async () => {
  const id = (await ask('quince')).ids[0]!;
  await offered(id);
  const over = { copyId: id, outcome: 'whole', message: null, at: START } as const;
  await expect(recordCopyEnded(lab, machines.quince, { ...over, attempt: 2 })).rejects.toThrow(/over/);
  await expect(recordCopyEnded(lab, machines.gala, { ...over, attempt: 1 })).rejects.toThrow(/over/);
  await expect(
    recordOffered(lab, machines.russet, { copyId: id, attempt: 1, port: 1, files: FILES }),
  ).rejects.toThrow();
  await progress(id, 7, 5_000_000_000);
  expect(await only()).toMatchObject({ state: 'copying', doneBytes: 0 });
  await cancelCopy(ctx, { id });
  await progress(id, 1, 5_000_000_000);
  expect(await only()).toMatchObject({ state: 'cancelled', doneBytes: 0 });
  expect(sent('model:drop')).toMatchObject([{ machineId: machines.quince, payload: { copyId: id } }]);
});

test('a try that broke off or fell silent goes on by itself; six that bring nothing are the end', async () => {
  const id = (await ask('quince')).ids[0]!;
  await offered(id);
  await progress(id, 1, 5_000_000_000);
  const broke = { copyId: id, outcome: 'interrupted', message: 'It can’t be reached.', at: START } as const;
  await recordCopyEnded(lab, machines.quince, { ...broke, attempt: 1 });
  expect(await only()).toMatchObject({ state: 'waiting', doneBytes: 5_000_000_000, note: broke.message });
  seconds(3);
  await tendCopies(lab, LOOKING);
  await offered(id, 2);
  seconds(31);
  await tendCopies(lab, { mayJudge: false });
  expect(await only()).toMatchObject({ state: 'copying' });
  await tendCopies(lab, LOOKING);
  expect(await only()).toMatchObject({ state: 'waiting' });
  for (let attempt = 3; attempt <= 7; attempt++) {
    seconds(61);
    await tendCopies(lab, LOOKING);
    await recordCopyEnded(lab, machines.quince, { ...broke, attempt });
  }
  expect(await only()).toMatchObject({ state: 'failed', note: broke.message });
});

test('one that gets it gives it on: the third waits for a hand, and no machine gives to more than two', async () => {
  const more = await makeMachine(lab.db, {
    facts: machineFacts({ addresses: [{ interface: 'en0', ipv4: '10.0.0.11' }], copiesModels: true }),
    models: [],
  });
  lab.agents.connected.add(more.id);
  await copyModel(ctx, {
    ...which,
    machineIds: [machines.quince, machines.gala, more.id],
    limitMegabytesPerSecond: null,
  });
  await expect
    .poll(async () => (await listCopies(ctx, { limit: 50 })).copies.some((it) => it.note))
    .toBe(true);
  const { copies } = await listCopies(ctx, { limit: 50 });
  expect(copies.filter(({ state }) => state === 'reading')).toHaveLength(2);
  const waits = copies.find(({ state }) => state === 'waiting')!;
  expect(waits.note).toContain('Waits for a free hand');
  const first = copies.find(({ state }) => state === 'reading')!;
  await lab.db.machineReport.update({ where: { machineId: first.to.id }, data: { models: [model] } });
  seconds(5);
  await tendCopies(lab, LOOKING);
  const after = (await listCopies(ctx, { limit: 50 })).copies.find(({ id }) => id === waits.id);
  expect(after).toMatchObject({ state: 'reading', from: { id: first.to.id } });
});

test('what can’t be had is refused before it begins, with what would help', async () => {
  const old = agentModel({
    id: 'old/model',
    title: 'An old one',
    weightsBytes: 30e9,
    removable: true,
    fingerprint: 'x',
  });
  const facts = machineFacts({ diskFreeBytes: 5e9, copiesModels: true });
  const full = await makeMachine(lab.db, { name: 'Pippin', facts, models: [old] });
  const older = await makeMachine(lab.db, { facts: machineFacts(), models: [] });
  const lost = await makeMachine(lab.db, { facts, models: [], agent: { state: 'lost' } });
  const spoiled = await makeMachine(lab.db, { facts, models: [{ ...model, problem: 'A file is missing.' }] });
  const { targets } = await listCopyTargets(ctx, { ...which, limit: 100 });
  const refusal = (id: string) => targets.find((it) => it.id === id)?.refusal;
  expect(refusal(machines.quince)).toBeNull();
  expect(refusal(full.id)).toMatch(/5\sGB are free/);
  expect(refusal(full.id)).toMatch(/Removing An old one there frees 30\sGB, never used there\./);
  expect(refusal(older.id)).toContain('Update it');
  expect(refusal(lost.id)).toContain('No word');
  expect(refusal(spoiled.id)).toContain('A file is missing. Remove that first.');
  expect(targets.map(({ id }) => id)).not.toContain(machines.russet);
  const to = (id: string) => copyModel(ctx, { ...which, machineIds: [id], limitMegabytesPerSecond: null });
  await expect(to(full.id)).rejects.toThrow(/copied to Pippin/);
  await expect(to(machines.russet)).rejects.toThrow(/has gpt-oss-20b already/);
  await ask('quince');
  await expect(ask('quince')).rejects.toThrow(/on its way there already/);
});

test('a model is removed only where nothing speaks for it: pin, session, copy, somebody’s folder', async () => {
  const admin = await actingAs(lab, 'admin');
  const here = { ...which, machineId: machines.russet };
  await pinModel(ctx, { ...here, pinned: true });
  const view = await listOnMacs(ctx, { limit: 10 }, readInventory);
  expect(view.models[0]!.holdings).toMatchObject([{ pinned: true, removable: true, lastUsedAt: null }]);
  await expect(removeFromMachine(admin, here)).rejects.toThrow(/pinned/);
  await pinModel(ctx, { ...here, pinned: false });
  const booking = await makeBooking(lab.db, { machineIds: [machines.russet] });
  const session = await makeSession(lab.db, {
    bookingId: booking.id,
    startedById: booking.personId,
    machineIds: [machines.russet],
    modelId: MODEL,
    state: 'ready',
  });
  await expect(removeFromMachine(admin, here)).rejects.toThrow(/session/);
  await lab.db.session.update({ where: { id: session.id }, data: { state: 'ended', endedAt: START } });
  await ask('quince');
  await expect.poll(() => sent('model:offer').length).toBe(1);
  await expect(removeFromMachine(admin, here)).rejects.toThrow(/gives it to/);
  await lab.db.modelCopy.deleteMany();
  await removeFromMachine(admin, here);
  expect(sent('model:remove')).toMatchObject([{ machineId: machines.russet, payload: { modelId: MODEL } }]);
  await lab.db.machineReport.update({
    where: { machineId: machines.russet },
    data: { models: [{ ...model, removable: false }] },
  });
  await expect(removeFromMachine(admin, here)).rejects.toThrow(/not its agent’s own/);
});

test('a model is brought before the booking that starts it by itself, once', async () => {
  const hour = 3_600_000;
  const booking = (startsInMs: number, autoStart: boolean) =>
    makeBooking(lab.db, {
      machineIds: [machines.quince],
      startsAt: new Date(START.getTime() + startsInMs),
      endsAt: new Date(START.getTime() + startsInMs + hour),
      autoStart,
      startModelId: MODEL,
    });
  await booking(20 * hour, true);
  await booking(2 * hour, false);
  await stageModels(lab);
  expect((await listCopies(ctx, { limit: 50 })).copies).toEqual([]);
  await booking(6 * hour, true);
  await stageModels(lab);
  await stageModels(lab);
  expect((await listCopies(ctx, { limit: 50 })).copies).toMatchObject([{ to: { id: machines.quince } }]);
});

const COMMIT = '9b1c62e0d4f5a6b7c8d9e0f1a2b3c4d5e6f70819';
const bringing = {
  source: 'mirror',
  repo: 'https://huggingface.co/mlx-community/Qwen3-8B-4bit',
  revision: '',
  limitMegabytesPerSecond: 30,
} as const;

test('a model comes from the lab’s mirror to one machine, kept to the commit that it had, with the token for it alone', async () => {
  const admin = await actingAs(lab, 'admin');
  const facts = machineFacts({ diskFreeBytes: 400e9, copiesModels: true, bringsModels: true });
  const { id: machineId } = await makeMachine(lab.db, { name: 'Medlar', facts, models: [] });
  lab.agents.connected.add(machineId);
  const ask = () => bringModel(ctx, { ...bringing, machineId });
  await expect(ask()).rejects.toThrow(/no mirror/);
  await expect(bringModel(ctx, { ...bringing, machineId: machines.gala, source: 'hub' })).rejects.toThrow(
    /Update it/,
  );
  for (const url of ['http://169.254.169.254/x', 'http://a:b@models.lab.example', 'ftp://models.lab.example'])
    await expect(setModelSources(admin, { mirrorUrl: url })).rejects.toThrow();
  await setModelSources(admin, {
    mirrorUrl: 'https://models.lab.example/hub/',
    mirrorToken: 'hf_very-secret',
  });
  expect((await listBringChoices(ctx, { limit: 50 })).sources).toMatchObject([
    { source: 'hub' },
    { host: 'models.lab.example', hasToken: true },
  ]);
  const { id } = await ask();
  await expect(ask()).rejects.toThrow(/on its way to Medlar/);
  await expect
    .poll(() => sent('model:bring'))
    .toMatchObject([
      {
        machineId,
        payload: {
          modelId: 'mlx-community/Qwen3-8B-4bit',
          base: 'https://models.lab.example/hub',
          revision: 'main',
          token: 'hf_very-secret',
          bytesPerSecond: 30_000_000,
        },
      },
    ]);
  const kept = [
    await lab.db.lab.findMany(),
    await lab.db.modelCopy.findMany(),
    await lab.db.auditEntry.findMany(),
  ];
  const text = JSON.stringify(kept, (_, it: unknown) => (typeof it === 'bigint' ? String(it) : it));
  expect(text).not.toContain('very-secret');
  const listed = { copyId: id, attempt: 1, commit: COMMIT, totalBytes: 4_600_000_000, filesTotal: 9 };
  await expect(recordListed(lab, machines.gala, listed)).rejects.toThrow(/over/);
  await recordListed(lab, machineId, listed);
  expect(await only()).toMatchObject({
    state: 'copying',
    totalBytes: 4_600_000_000,
    outside: { host: 'models.lab.example', revision: COMMIT },
  });
  await recordCopyEnded(lab, machineId, {
    copyId: id,
    attempt: 1,
    outcome: 'interrupted',
    message: null,
    at: START,
  });
  seconds(5);
  await tendCopies(lab, LOOKING);
  expect(sent('model:bring')[1]).toMatchObject({ payload: { attempt: 2, revision: COMMIT } });
  // Another mirror has neither the token nor what was begun.
  await recordCopyEnded(lab, machineId, {
    copyId: id,
    attempt: 2,
    outcome: 'interrupted',
    message: null,
    at: START,
  });
  await setModelSources(admin, { mirrorUrl: 'https://other.lab.example' });
  expect(await getModelSources(ctx)).toMatchObject({ hasMirrorToken: false });
  seconds(9);
  await tendCopies(lab, LOOKING);
  expect(await only()).toMatchObject({
    state: 'failed',
    note: expect.stringContaining('another mirror') as string,
  });
});

test('what a machine of the lab has whole is copied from there, not brought again', async () => {
  const facts = machineFacts({ diskFreeBytes: 400e9, copiesModels: true, bringsModels: true });
  const { id: machineId } = await makeMachine(lab.db, { facts, models: [] });
  lab.agents.connected.add(machineId);
  const again = { ...bringing, source: 'hub', repo: MODEL, machineId } as const;
  await expect(bringModel(ctx, again)).rejects.toThrow(/has it already. Copy it from there/);
  expect(sent('model:bring')).toEqual([]);
});

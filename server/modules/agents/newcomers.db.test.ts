import { expect, test } from 'vitest';
import type { JoiningMachine } from '@/shared/protocol/join.ts';
import { makeAgentKey } from '../../testing/agent-key.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { waitingForLocks } from '../../testing/database.ts';
import { withTransaction } from '../../context.ts';
import { createLabToken, lockMachine } from '../inventory/index.ts';
import { admitNewcomer, joinAgent, listNewcomers, readJoinProgress, refuseNewcomer } from './index.ts';

/* A token for whichever machine comes: its serial finds the record made beforehand, else a person says. */

const START = new Date('2026-03-01T10:00:00Z');
let serials = 0;
const serial = (): string => `TEST${process.pid}X${++serials}`;
const mac = (fields: Partial<JoiningMachine> = {}): JoiningMachine => ({
  serial: serial(),
  hardwareId: 'c'.repeat(32),
  hostName: 'studio-3',
  hwModel: 'Mac15,14',
  chip: 'Apple M3 Ultra',
  memoryBytes: 512 * 1024 ** 3,
  ...fields,
});

async function setUp() {
  const admin = await makeTestContext({ role: 'admin', now: START });
  const { token, tokenId } = await createLabToken(admin);
  const ctx = await actingAs(admin, 'anonymous');
  const { publicKey } = makeAgentKey();
  const join = (machine: JoiningMachine | undefined, key = publicKey) =>
    joinAgent(ctx, { token, publicKey: key, agentVersion: '0.1.0', machine }, '10.0.0.7');
  return { admin, ctx, tokenId, join };
}
const waiting = { code: 'UNAVAILABLE', details: { retryAfterMs: 2000 } };
const mine = async (admin: TestContext, tokenId: string) =>
  (await listNewcomers(admin)).filter((it) => it.tokenId === tokenId);

test('the record made beforehand is found by its serial, in whatever letters that was entered', async () => {
  const { admin, tokenId, join } = await setUp();
  const about = mac();
  const record = await makeMachine(admin.db, {
    agent: null,
    facts: null,
    serial: about.serial!.toLowerCase(),
  });
  expect(await join(about)).toMatchObject({ machineId: record.id, machineName: record.name });
  expect(await readJoinProgress(admin, { id: tokenId })).toMatchObject({
    machineId: record.id,
    newcomerId: null,
  });
  const agent = await admin.db.agent.findUniqueOrThrow({ where: { machineId: record.id } });
  expect(agent.hardwareId).toBe(about.hardwareId);
});

test('a serial gives nobody the place of a machine that has an agent, is retired or is only simulated', async () => {
  for (const data of [{}, { agent: null, status: 'retired' as const }, { agent: null, simulated: true }]) {
    const { admin, tokenId, join } = await setUp();
    const about = mac();
    const record = await makeMachine(admin.db, { ...data, serial: about.serial });
    const before = await admin.db.agent.findUnique({ where: { machineId: record.id } });
    await expect(join(about)).rejects.toMatchObject(waiting);
    expect(await admin.db.agent.findUnique({ where: { machineId: record.id } })).toEqual(before);
    expect(await mine(admin, tokenId)).toHaveLength(1);
  }
});

test('nor the place of one that got its agent while this one came', async () => {
  const { admin, tokenId, join } = await setUp();
  const about = mac();
  const record = await makeMachine(admin.db, { agent: null, facts: null, serial: about.serial });
  const joining = await withTransaction(admin, async (tx) => {
    await lockMachine(tx, record.id);
    const ended = join(about).catch((error: unknown) => error);
    await expect.poll(() => waitingForLocks(admin.db)).toBe(1);
    await tx.agent.create({
      data: { machineId: record.id, publicKey: makeAgentKey().publicKey, version: '0.1.0' },
    });
    return { ended };
  });
  expect(await joining.ended).toMatchObject(waiting);
  const agent = await admin.db.agent.findUniqueOrThrow({ where: { machineId: record.id } });
  expect(agent.hardwareId).toBeNull();
  expect(await mine(admin, tokenId)).toHaveLength(1);
});

test('without a match it waits, and becomes a machine of its own when a person says so', async () => {
  const { admin, ctx, tokenId, join } = await setUp();
  const about = mac();
  await expect(join(about)).rejects.toMatchObject(waiting);
  await expect(join(about)).rejects.toMatchObject(waiting);
  const [newcomer] = await mine(admin, tokenId);
  expect(newcomer).toMatchObject({
    serial: about.serial,
    hostName: 'studio-3',
    modelName: 'Mac Studio (M3 Ultra, 2025)',
    address: '10.0.0.7',
  });
  // Another key with the same token is somebody else.
  await expect(join(about, makeAgentKey().publicKey)).rejects.toMatchObject({ code: 'CONFLICT' });
  const { machineId } = await admitNewcomer(admin, { id: newcomer!.id, name: `Comice ${tokenId}` });
  // However late it asks: it could not hear of it before.
  ctx.clock.now = new Date(START.getTime() + 3 * 86_400_000);
  expect(await join(about)).toMatchObject({ machineId });
  const record = await admin.db.machine.findUniqueOrThrow({ where: { id: machineId } });
  expect(record.serial).toBe(about.serial);
  expect(await mine(admin, tokenId)).toEqual([]);
  await expect(admitNewcomer(admin, { id: newcomer!.id, machineId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('who asks again before its first question is answered waits all the same', async () => {
  const { admin, tokenId, join } = await setUp();
  const about = mac();
  const ask = () => join(about).catch((error: unknown) => error);
  const asking = await withTransaction(admin, async (tx) => {
    await tx.$queryRaw`SELECT FROM "JoinToken" WHERE id = ${tokenId} FOR UPDATE`;
    const ended = Promise.all([ask(), ask()]);
    await expect.poll(() => waitingForLocks(admin.db)).toBe(2);
    return { ended };
  });
  expect(await asking.ended).toMatchObject([waiting, waiting]);
  expect(await mine(admin, tokenId)).toHaveLength(1);
});

test('or one of the records; its own serial stays what was entered', async () => {
  const { admin, tokenId, join } = await setUp();
  const entered = serial();
  const record = await makeMachine(admin.db, { agent: null, facts: null, serial: entered });
  const about = mac();
  await expect(join(about)).rejects.toMatchObject(waiting);
  const [newcomer] = await mine(admin, tokenId);
  await admitNewcomer(admin, { id: newcomer!.id, machineId: record.id });
  expect(await join(about)).toMatchObject({ machineId: record.id });
  expect((await admin.db.machine.findUniqueOrThrow({ where: { id: record.id } })).serial).toBe(entered);
});

test('who is sent away is told for good; an agent that says nothing of itself waits too', async () => {
  const { admin, tokenId, join } = await setUp();
  await expect(join(undefined)).rejects.toMatchObject(waiting);
  const [newcomer] = await mine(admin, tokenId);
  expect(newcomer).toMatchObject({ serial: null, hostName: null });
  await refuseNewcomer(admin, { id: newcomer!.id });
  await expect(join(undefined)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await mine(admin, tokenId)).toEqual([]);
});

test('a token that has run out lets nobody wait', async () => {
  const { admin, ctx, tokenId, join } = await setUp();
  ctx.clock.now = new Date(START.getTime() + 16 * 60_000);
  await expect(join(mac())).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(await mine(admin, tokenId)).toEqual([]);
});

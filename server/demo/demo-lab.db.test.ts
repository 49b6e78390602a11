import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyPassword } from 'better-auth/crypto';
import { afterAll, expect, test } from 'vitest';
import { findIslands } from '@/shared/domain/topology.ts';
import { joinAgent } from '../modules/agents/index.ts';
import { makeAgentKey } from '../testing/agent-key.ts';
import { makeTestContext } from '../testing/context.ts';
import { makeUser } from '../testing/factories.ts';
import { LINKS } from './demo-content.ts';
import { seedDemoLab } from './demo-lab.ts';

const dataFolder = mkdtempSync(path.join(tmpdir(), 'espalier-demo-'));
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

test('the demo lab is made once, keeps its passwords, and invites only agents that have not joined', async () => {
  const ctx = await makeTestContext();
  const first = await seedDemoLab(ctx, { dataFolder });
  const file = path.join(dataFolder, 'demo.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(first);
  expect(first.accounts.map((it) => it.role)).toEqual(['owner', 'member', 'viewer']);
  expect(first.agents.map((it) => [it.name, it.simulate === null])).toEqual([
    ['Pippin', true],
    ['Russet', true],
    ['Anjou', false],
    ['Bosc', false],
    ['Comice', false],
    ['Concorde', false],
  ]);

  const pippin = first.agents[0]!;
  await joinAgent(ctx, {
    token: pippin.joinToken ?? '',
    publicKey: makeAgentKey().publicKey,
    agentVersion: '0.1.0',
  });
  mkdirSync(pippin.dataFolder, { recursive: true });
  const second = await seedDemoLab(ctx, { dataFolder });
  expect(second.accounts).toEqual(first.accounts);
  expect(second.agents.map((it) => it.joinToken === null)).toEqual([true, false, false, false, false, false]);
  rmSync(pippin.dataFolder, { recursive: true });
  expect((await seedDemoLab(ctx, { dataFolder })).agents[0]?.joinToken).not.toBeNull();

  expect(await ctx.db.user.count()).toBe(3);
  expect(await ctx.db.project.count()).toBe(1);
  expect(await ctx.db.machine.count()).toBe(6);
  expect(await ctx.db.bookingRule.count()).toBe(4);
  // What people would enter: of the real ones, and kept when the demo is started again.
  const assets = await ctx.db.machine.findMany({ where: { tag: { not: null } }, orderBy: { tag: 'asc' } });
  expect(assets).toMatchObject([
    { name: 'Pippin', tag: 'GS-001', simulated: false, lifespanMonths: 48 },
    { name: 'Russet', tag: 'GS-002', simulated: false, ownerTeamId: expect.any(String) },
  ]);
  const links = await ctx.db.link.findMany();
  const machines = await ctx.db.machine.findMany({ where: { simulated: true } });
  const [island] = findIslands(
    machines.map((it) => ({ id: it.id, name: it.name, hostId: null, simulated: true })),
    links,
  );
  expect(island).toMatchObject({ kind: 'rdma_mesh', cablesSeen: 6, cablesWanted: 6 });
  // What its agents then tell of their cables is the same: a machine's n-th cable is at its n-th port.
  const cables = Object.fromEntries(first.agents.map((it) => [it.name, it.cables]));
  expect(cables['Pippin']).toEqual([]);
  for (const { a, b, port } of LINKS)
    expect([cables[a]!.indexOf(b), cables[b]!.indexOf(a)]).toEqual([
      Number(port.slice(2)) - 3,
      Number(port.slice(2)) - 3,
    ]);
  for (const table of [ctx.db.booking, ctx.db.session, ctx.db.boot] as { count(): Promise<number> }[])
    expect(await table.count()).toBe(0);
});

test('a lost demo.json gives new passwords; a lab of its own is left alone', async () => {
  const ctx = await makeTestContext();
  rmSync(path.join(dataFolder, 'demo.json'));
  const { accounts } = await seedDemoLab(ctx, { dataFolder });
  const { password, email } = accounts[0]!;
  const account = await ctx.db.account.findFirstOrThrow({ where: { user: { email } } });
  expect(await verifyPassword({ hash: account.password ?? '', password })).toBe(true);
  await ctx.db.user.deleteMany();
  await makeUser(ctx.db, { role: 'owner' });
  await expect(seedDemoLab(ctx, { dataFolder })).rejects.toThrow(/lab of its own/);
});

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { Role } from '@/shared/schemas/member.ts';
import { type ServiceContext, withTransaction } from '../context.ts';
import type { Transaction } from '../db.ts';
import { makeLibrary } from './demo-library.ts';
import { ensureFolders } from './demo-folders.ts';
import { ensureTeams } from './demo-teams.ts';
import { ensureWords } from './demo-words.ts';
import { issueJoinToken } from '../modules/inventory/index.ts';
import { createAccount, hashOfPassword } from '../modules/team/index.ts';
import {
  cabledTo,
  entered,
  LAB_NAME,
  LINKS,
  MACHINES,
  PEOPLE,
  RULES,
  PROJECT,
  TARIFF,
  UNMANAGED,
  timeZoneOf,
} from './demo-content.ts';

const Account = z.object({ name: z.string(), email: z.string(), password: z.string(), role: Role });
const Agent = z.object({
  name: z.string(),
  /** Catalogue id of the Mac it plays; null: this host itself. */
  simulate: z.string().nullable(),
  /** Names of the machines that one it plays is cabled to, port by port. */
  cables: z.array(z.string()).default([]),
  /** Models that one it plays has not at first. */
  lacks: z.array(z.string()).default([]),
  /** Model processes of others that it plays, as `--simulate-unmanaged` takes them. */
  unmanaged: z.string().default(''),
  /** Null when the agent has joined already. */
  joinToken: z.string().nullable(),
  dataFolder: z.string(),
});
const DemoFile = z.object({ accounts: z.array(Account), agents: z.array(Agent) });
type DemoFile = z.output<typeof DemoFile>;

/**
 * Makes the demo lab, or what is missing of it, and writes `<dataFolder>/demo.json` (only its owner may read it):
 * how to sign in, and which agents to start. Throws when the database holds another lab.
 */
export async function seedDemoLab(
  ctx: ServiceContext,
  { dataFolder }: { dataFolder: string },
): Promise<DemoFile> {
  const file = path.join(dataFolder, 'demo.json');
  await refuseOtherLab(ctx);
  const known = readDemoFile(file);
  const accounts = PEOPLE.map(({ name, email, role }) => {
    const password =
      known?.accounts.find((it) => it.email === email)?.password ?? randomBytes(12).toString('base64url');
    return { name, email, password, role };
  });
  const hashes = new Map<string, string>();
  for (const { email, password } of accounts) hashes.set(email, await hashOfPassword(password));
  const agents = await withTransaction(ctx, async (tx, afterCommit) => {
    const isNew = await ensureLabRows(ctx, tx);
    for (const person of PEOPLE) {
      const isPasswordKnown = known?.accounts.some((it) => it.email === person.email) ?? false;
      await ensurePerson(tx, person, hashes.get(person.email) ?? '', isPasswordKnown);
    }
    if (isNew) await makeRules(ctx, tx);
    if (isNew) await makeLibrary(tx);
    await ensureProject(tx);
    await ensureMachines(ctx, tx);
    if (isNew) await ensureFolders(tx);
    await ensureWords(ctx, tx, afterCommit);
    return planAgents(ctx, tx, dataFolder);
  });
  const demo = { accounts, agents };
  writeDemoFile(file, demo);
  return demo;
}

async function refuseOtherLab(ctx: ServiceContext): Promise<void> {
  const people = await ctx.db.user.findMany({ select: { email: true } });
  const isDemo = people.length === 0 || people.some(({ email }) => email === PEOPLE[0]?.email);
  if (!isDemo)
    throw new Error(
      'This database holds a lab of its own, and the demo would add people to it. Set ESPALIER_DATA to an empty folder.',
    );
}

function readDemoFile(file: string): DemoFile | null {
  if (!existsSync(file)) return null;
  try {
    return DemoFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(
      `${file} can't be read as the demo's list of accounts. Move it away; new passwords are made then.`,
      { cause: error },
    );
  }
}

function writeDemoFile(file: string, demo: DemoFile): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** True when the lab was made just now. */
async function ensureLabRows(ctx: ServiceContext, tx: Transaction): Promise<boolean> {
  const fields = { name: LAB_NAME, setUpAt: ctx.now(), setUpTokenHash: null };
  const lab = await tx.lab.findUnique({ where: { id: 'lab' } });
  if (!lab) await tx.lab.create({ data: { ...fields, timeZone: timeZoneOf() } });
  else if (!lab.setUpAt) await tx.lab.update({ where: { id: 'lab' }, data: fields });
  if ((await tx.tariff.count()) === 0) await tx.tariff.create({ data: TARIFF });
  return !lab;
}

/** Once: what an admin removes stays removed. */
async function makeRules(ctx: ServiceContext, tx: Transaction): Promise<void> {
  const setBy = await tx.user.findUnique({ where: { email: PEOPLE[0]!.email }, select: { id: true } });
  const teams = await tx.team.findMany({ select: { id: true, name: true } });
  await tx.bookingRule.createMany({
    data: RULES.map(({ teamName, ...rule }) => ({
      ...rule,
      scope: teamName === null ? 'lab' : 'team',
      teamId: teams.find((it) => it.name === teamName)?.id ?? null,
      setById: setBy?.id ?? null,
      setAt: ctx.now(),
    })),
  });
}

async function ensurePerson(
  tx: Transaction,
  person: (typeof PEOPLE)[number],
  passwordHash: string,
  isPasswordKnown: boolean,
): Promise<void> {
  const { name, email, role, teamName } = person;
  const team = await tx.team.upsert({ where: { name: teamName }, create: { name: teamName }, update: {} });
  const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
  if (!user) {
    const { id } = await createAccount(tx, { name, email, role, teamId: team.id, passwordHash });
    await ensureTeams(tx, id, person);
  }
  // demo.json was lost: without a new password nobody could sign in.
  else if (!isPasswordKnown) {
    await tx.account.updateMany({
      where: { userId: user.id, providerId: 'credential' },
      data: { password: passwordHash },
    });
  }
}

async function ensureProject(tx: Transaction): Promise<void> {
  if ((await tx.project.count()) > 0) return;
  const { members, ...project } = PROJECT;
  const emails = PEOPLE.flatMap((it) => (members.includes(it.name) ? [it.email] : []));
  const people = await tx.user.findMany({ where: { email: { in: emails } }, select: { id: true } });
  await tx.project.create({
    data: { ...project, members: { create: people.map(({ id: personId }) => ({ personId })) } },
  });
}

async function ensureMachines(ctx: ServiceContext, tx: Transaction): Promise<void> {
  const teams = new Map((await tx.team.findMany()).map((it) => [it.name, it.id]));
  const assets = entered(ctx.now());
  const missing = MACHINES.map(({ name, simulate }) => {
    const { team, ...asset } = assets[name] ?? { team: null };
    return {
      name,
      catalogId: simulate,
      simulated: simulate !== null,
      ...asset,
      ownerTeamId: team === null ? null : (teams.get(team) ?? null),
    };
  });
  await tx.machine.createMany({ data: missing, skipDuplicates: true });
  const rows = await tx.machine.findMany({
    where: { name: { in: MACHINES.map((it) => it.name) } },
    select: { id: true, name: true },
  });
  const idOf = new Map(rows.map((it) => [it.name, it.id]));
  const links = LINKS.map(({ a, b, port }) => ({
    aMachineId: idOf.get(a) ?? '',
    aPort: port,
    bMachineId: idOf.get(b) ?? '',
    bPort: port,
    speedGbps: 80,
    rdma: true,
    simulated: true,
  }));
  await tx.link.createMany({ data: links, skipDuplicates: true });
}

/** A fresh join token for every agent that has not joined, or whose folder with its key is gone. */
async function planAgents(
  ctx: ServiceContext,
  tx: Transaction,
  dataFolder: string,
): Promise<DemoFile['agents']> {
  const agents: DemoFile['agents'] = [];
  for (const { name, simulate, lacks = [] } of MACHINES) {
    const machine = await tx.machine.findUniqueOrThrow({ where: { name }, include: { agent: true } });
    const folder = path.resolve(dataFolder, 'agents', name.toLowerCase());
    const hasJoined = machine.agent !== null && machine.agent.state !== 'revoked' && existsSync(folder);
    const joinToken = hasJoined ? null : (await issueJoinToken(ctx, tx, machine)).token;
    agents.push({
      name,
      simulate,
      cables: cabledTo(name),
      lacks,
      unmanaged: UNMANAGED[name] ?? '',
      joinToken,
      dataFolder: folder,
    });
  }
  return agents;
}

import { randomBytes } from 'node:crypto';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { makeSecret } from '../../modules/api-keys/index.ts';
import { createAccount, hashOfPassword } from '../../modules/team/index.ts';
import { ensureTeams } from '../demo-teams.ts';
import { ensureComings } from './past-comings.ts';
import { PAST_KEYS, PAST_PERSON, PAST_PROJECT } from './past-content.ts';

type Person = { id: string; name: string; teamId: string | null };
/** Whom and what the past speaks of, by its names. */
export type PastPeople = {
  person(name: string): Person;
  project(name: string | null): string | null;
  /** The key that a person's programs ask with. */
  key(name: string): string;
};

const YEAR_MS = 365 * 86_400_000;
const { members, ...PROJECT } = PAST_PROJECT;

/** Makes those of them that the lab does not have, as of `since`. */
export async function ensurePastPeople(
  ctx: ServiceContext,
  tx: Transaction,
  since: Date,
): Promise<PastPeople> {
  await ensurePastPerson(ctx, tx);
  const people = await tx.user.findMany({ select: { id: true, name: true, teamId: true } });
  await tx.project.upsert({
    where: { name: PROJECT.name },
    create: {
      ...PROJECT,
      createdAt: since,
      members: {
        create: people.filter((it) => members.includes(it.name)).map((it) => ({ personId: it.id })),
      },
    },
    update: {},
  });
  const projects = await tx.project.findMany({ select: { id: true, name: true } });
  const expiresAt = new Date(ctx.now().getTime() + YEAR_MS);
  const keys = new Map<string, string>();
  for (const [owner, { name, project }] of Object.entries(PAST_KEYS)) {
    // Nobody is told its secret: it has been used, and can be taken back.
    const { prefix, secretHash } = makeSecret();
    const row = await tx.apiKey.create({
      data: {
        name,
        prefix,
        secretHash,
        personId: named(people, owner).id,
        projectId: named(projects, project).id,
        createdAt: since,
        expiresAt,
      },
      select: { id: true },
    });
    keys.set(owner, row.id);
  }
  return {
    person: (name) => named(people, name),
    project: (name) => (name === null ? null : named(projects, name).id),
    key: (name) => keys.get(name)!,
  };
}

async function ensurePastPerson(ctx: ServiceContext, tx: Transaction): Promise<void> {
  const { name, email, role, teamName } = PAST_PERSON;
  if (await tx.user.findUnique({ where: { email }, select: { id: true } })) return;
  const team = await tx.team.findUniqueOrThrow({ where: { name: teamName } });
  const passwordHash = await hashOfPassword(randomBytes(24).toString('base64url'));
  const { id } = await createAccount(tx, { name, email, role, teamId: team.id, passwordHash });
  await ensureTeams(tx, id, PAST_PERSON);
  await ensureComings(ctx, tx, passwordHash);
}

function named<T extends { name: string }>(rows: readonly T[], name: string): T {
  const row = rows.find((it) => it.name === name);
  if (!row) throw new Error(`The demo's past speaks of ${name}, whom the lab does not have.`);
  return row;
}

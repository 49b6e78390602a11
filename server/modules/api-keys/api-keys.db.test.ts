import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { actingAs, actorOfUser, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeLab, makeUser } from '../../testing/factories.ts';
import { FREE } from '../../testing/keys.ts';
import { changeKey, createKey, findKey, listKeys, revokeKey } from './index.ts';
import { makeSecret } from './secret.ts';

const DAY_MS = 86_400_000;
let system: TestContext;
beforeAll(async () => {
  system = await makeTestContext();
  await makeLab(system.db);
});
const fields = (more: object = {}) => ({
  ...FREE,
  name: 'Notebook',
  expiresAt: new Date(Date.now() + 30 * DAY_MS),
  ...more,
});
const stranger = () => actingAs(system, 'anonymous');
const codeOf = (error: unknown): unknown => (error as { code?: string }).code;
const messageOf = (error: unknown): string => (error as Error).message;

describe('a key', () => {
  test('is told once, kept as its hash, and found by its secret alone', async () => {
    const ctx = await actingAs(system, 'member');
    const { secret, id } = await createKey(ctx, fields({ requestsPerMinute: 60, modelIds: ['m'] }));
    expect(secret).toMatch(/^esp_[0-9A-Za-z]{44}$/);
    const stored = JSON.stringify([await ctx.db.apiKey.findMany(), await ctx.db.auditEntry.findMany()]);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(12, 40));
    expect(await findKey(await stranger(), secret)).toMatchObject({
      kind: 'key',
      id,
      person: { id: userIdOf(ctx) },
      scope: { modelIds: ['m'], sessionIds: [] },
      limits: { requestsPerMinute: 60, tokensPerMonth: null },
    });
    expect(JSON.stringify(await listKeys(ctx, { whose: 'mine', limit: 10 }))).not.toMatch(/secret/i);
  });

  test('is not found by another secret with its beginning, nor by a typo', async () => {
    const ctx = await actingAs(system, 'member');
    const { secret, id } = await createKey(ctx, fields());
    const other = makeSecret();
    await ctx.db.apiKey.update({ where: { id }, data: { prefix: other.prefix } });
    const anybody = await stranger();
    expect(messageOf(await findKey(anybody, other.secret).catch((it: unknown) => it))).toMatch(/no such key/);
    const typo = secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a');
    expect(messageOf(await findKey(anybody, typo).catch((it: unknown) => it))).toMatch(/typo/);
  });

  test('dies when it is taken back, when its day has come, and sleeps with its person’s role', async () => {
    const user = await makeUser(system.db);
    const ctx = await actingAs(system, actorOfUser(user));
    const [gone, old, kept] = [
      await createKey(ctx, fields()),
      await createKey(ctx, fields()),
      await createKey(ctx, fields()),
    ];
    await revokeKey(ctx, { id: gone.id });
    await revokeKey(ctx, { id: gone.id });
    await ctx.db.apiKey.update({ where: { id: old.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    const anybody = await stranger();
    expect(messageOf(await findKey(anybody, gone.secret).catch((it: unknown) => it))).toMatch(/taken back/);
    expect(messageOf(await findKey(anybody, old.secret).catch((it: unknown) => it))).toMatch(/expired/);
    await ctx.db.user.update({ where: { id: user.id }, data: { role: 'viewer' } });
    expect((await findKey(anybody, kept.secret)).person.role).toBe('viewer');
    const listed = await listKeys(await actingAs(system, 'admin'), { whose: 'lab', limit: 200 });
    const stateOf = (id: string) => listed.find((it) => it.id === id)!.state;
    expect([gone, old, kept].map((it) => stateOf(it.id))).toEqual(['revoked', 'expired', 'asleep']);
    const told = await ctx.db.auditEntry.count({ where: { action: 'key.revoke', objectId: gone.id } });
    expect(told).toBe(1);
  });

  test('notes its use to the minute, not each time', async () => {
    const ctx = await actingAs(system, 'member');
    const { secret, id } = await createKey(ctx, fields());
    const usedAt = async () => (await ctx.db.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt;
    const anybody = { ...(await stranger()), now: () => new Date('2026-11-26T10:00:00Z') };
    await findKey(anybody, secret);
    await expect.poll(usedAt).toEqual(new Date('2026-11-26T10:00:00Z'));
    await findKey({ ...anybody, now: () => new Date('2026-11-26T10:00:30Z') }, secret);
    await findKey({ ...anybody, now: () => new Date('2026-11-26T10:01:30Z') }, secret);
    await expect.poll(usedAt).toEqual(new Date('2026-11-26T10:01:30Z'));
  });
});

describe('who makes and changes keys', () => {
  test('is told what is wrong with a wish', async () => {
    const ctx = await actingAs(system, 'member');
    const late = createKey(ctx, fields({ expiresAt: new Date(Date.now() + 400 * DAY_MS) }));
    expect(messageOf(await late.catch((it: unknown) => it))).toMatch(/a year at most/);
    expect(await createKey(ctx, fields({ expiresAt: new Date(0) })).catch(codeOf)).toBe('VALIDATION');
    const project = await ctx.db.project.create({ data: { name: randomUUID() } });
    expect(await createKey(ctx, fields({ projectId: project.id })).catch(codeOf)).toBe('NOT_FOUND');
    await ctx.db.projectMember.create({ data: { projectId: project.id, personId: userIdOf(ctx) } });
    const { id } = await createKey(ctx, fields({ projectId: project.id }));
    expect((await listKeys(ctx, { whose: 'mine', limit: 10 })).find((it) => it.id === id)!.project!.id).toBe(
      project.id,
    );
  });

  test('changes what it may, and the audit has both sides', async () => {
    const ctx = await actingAs(system, 'member');
    const { id, secret } = await createKey(ctx, fields());
    await changeKey(ctx, { id, ...fields({ name: 'Nightly', tokensPerMonth: 1000 }) });
    expect(await findKey(await stranger(), secret)).toMatchObject({
      name: 'Nightly',
      limits: { tokensPerMonth: 1000 },
    });
    const entry = await ctx.db.auditEntry.findFirstOrThrow({ where: { action: 'key.change', objectId: id } });
    expect([entry.before, entry.after]).toMatchObject([
      { name: 'Notebook', tokensPerMonth: null },
      { name: 'Nightly', tokensPerMonth: 1000 },
    ]);
    const other = await actingAs(system, 'member');
    expect(await changeKey(other, { id, ...fields() }).catch(codeOf)).toBe('FORBIDDEN');
    await revokeKey(ctx, { id });
    expect(await changeKey(ctx, { id, ...fields() }).catch(codeOf)).toBe('PRECONDITION_FAILED');
  });

  test('has fifty at most, however many are wished for at once', async () => {
    const ctx = await actingAs(system, 'member');
    const tries = await Promise.allSettled(Array.from({ length: 60 }, () => createKey(ctx, fields())));
    expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(50);
  });
});

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeTestContext } from '../../testing/context.ts';
import { makeLab } from '../../testing/factories.ts';
import { openSecret, sealKeyOf, sealSecret } from '../notifications/index.ts';
import { claimSecret, recordPulse, recordStop, resealSecrets } from './index.ts';

const SECRET = 'a secret of thirty-two characters';
const OTHER = 'another one of thirty-two characters';

const portalOf = (url: string) => ({ id: randomUUID(), url, startedAt: new Date() });

test('portals that are alive know each other and the database’s time; one that stopped is not among them', async () => {
  const ctx = await makeTestContext();
  const [a, b] = [portalOf('http://a'), portalOf('http://b')];
  const first = await recordPulse(ctx, a);
  expect(first.others).toEqual([]);
  expect(Math.abs(first.databaseTime.getTime() - Date.now())).toBeLessThan(5000);
  expect((await recordPulse(ctx, b)).others).toEqual([{ id: a.id, url: 'http://a' }]);
  await recordStop(ctx, a.id);
  expect((await recordPulse(ctx, b)).others).toEqual([]);
  await recordPulse(ctx, a);
  expect((await recordPulse(ctx, b)).others).toHaveLength(1);
});

test('a portal whose row is gone writes it anew; one that has been silent for three beats is away', async () => {
  const ctx = await makeTestContext();
  const [a, b] = [portalOf('http://a'), portalOf('http://b')];
  await recordPulse(ctx, a);
  await ctx.db.portal.delete({ where: { id: a.id } });
  await recordPulse(ctx, a);
  const others = async () => (await recordPulse(ctx, b)).others.map((it) => it.id);
  expect(await others()).toContain(a.id);
  const lastSeenAt = new Date(Date.now() - 3 * ctx.timings.heartbeatMs - 1000);
  await ctx.db.portal.update({ where: { id: a.id }, data: { lastSeenAt } });
  expect(await others()).not.toContain(a.id);
});

test('a second portal with another secret is refused with what to do; alone, a new secret takes over', async () => {
  const ctx = await makeTestContext();
  await makeLab(ctx.db);
  const others = [{ url: 'http://127.0.0.1:3000' }];
  await claimSecret(ctx, SECRET, []);
  await claimSecret(ctx, SECRET, others);
  await expect(claimSecret(ctx, OTHER, others)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: /http:\/\/127\.0\.0\.1:3000 .*another secret.*ESPALIER_SECRET/,
  });
  await claimSecret(ctx, OTHER, []);
  await claimSecret(ctx, OTHER, others);
  const { secretFingerprint } = await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } });
  expect(secretFingerprint).not.toContain(OTHER);
});

test('after a new secret what was sealed opens still, and is sealed anew, until no old one is wanted', async () => {
  const ctx = await makeTestContext();
  await makeLab(ctx.db);
  const withKeys = (sealKey: Buffer, oldSealKeys: Buffer[] = []) => ({
    ...ctx,
    outbound: { ...ctx.outbound, sealKey, oldSealKeys },
  });
  const [before, after, unknown] = [
    sealKeyOf(SECRET),
    sealKeyOf(OTHER),
    sealKeyOf('known to nobody any more'),
  ];
  const [old, both, only] = [withKeys(before), withKeys(after, [before]), withKeys(after)];
  const mirror = sealSecret(withKeys(unknown), 'a mirror’s');
  await ctx.db.lab.update({
    where: { id: 'lab' },
    data: { sealedHubToken: sealSecret(old, 'hf_of_the_lab'), sealedMirrorToken: mirror },
  });
  const token = async () => (await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } })).sealedHubToken!;
  expect(openSecret(only, await token())).toBeNull();
  expect(openSecret(both, await token())).toBe('hf_of_the_lab');
  expect(await resealSecrets(only)).toEqual({ resealed: 0, lost: 0 });
  expect(await resealSecrets(both)).toEqual({ resealed: 1, lost: 1 });
  expect(openSecret(only, await token())).toBe('hf_of_the_lab');
  // What nobody can open is left as it is: its secret may be found again.
  expect((await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } })).sealedMirrorToken).toBe(mirror);
  expect(await resealSecrets(both)).toEqual({ resealed: 0, lost: 1 });
});

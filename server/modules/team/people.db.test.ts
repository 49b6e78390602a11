import { beforeEach, expect, test } from 'vitest';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff, makeUser } from '../../testing/factories.ts';
import { makeSecretOf } from '../../testing/keys.ts';
import { startMailServer } from '../../testing/mail-server.ts';
import { findKey } from '../api-keys/index.ts';
import { listAudit } from '../audit/index.ts';
import {
  anonymisePerson,
  changeRole,
  deactivatePerson,
  getMe,
  invitePerson,
  joinLab,
  listInvitations,
  listMembers,
  openInvitation,
  reactivatePerson,
  readLeaving,
  renewInvitation,
  revokeInvitation,
  saveProfile,
  setGuest,
  tendGuests,
} from './index.ts';

const NOW = new Date('2026-11-26T10:00:00Z');
const DAY_MS = 86_400_000;
const days = (count: number): Date => new Date(NOW.getTime() + count * DAY_MS);

let ctx: TestContext;
let admin: TestContext;
let somebody: TestContext;
beforeEach(async () => {
  ctx = await makeTestContext({ now: NOW });
  await ctx.db
    .$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "User", "Team", "Lab", "Notification" CASCADE`;
  await clearAudit(ctx.db);
  await makeLab(ctx.db, { name: 'Garden Street', timeZone: 'Europe/Berlin' });
  await makeTariff(ctx.db);
  admin = await actingAs(ctx, 'admin');
  somebody = await actingAs(ctx, 'anonymous');
});

const plain = { email: null, role: 'member', teamId: null, days: 7, guestUntil: null } as const;
const tokenOf = ({ link }: { link: string }): string => link.split('#')[1]!;
const account = (email: string) => ({ name: 'Nils', email, password: 'a long password' });

test('a link makes one account, also when two use it at one moment; only its hash is kept', async () => {
  const team = await ctx.db.team.create({ data: { name: 'Speech' } });
  const made = await invitePerson(admin, { ...plain, teamId: team.id, guestUntil: days(30) });
  expect(made.link).toMatch(/^https:\/\/lab\.example\/join#[\w-]{43}$/);
  const token = tokenOf(made);
  expect(await openInvitation(somebody, { token })).toMatchObject({
    labName: 'Garden Street',
    role: 'member',
    teamName: 'Speech',
    invitedBy: admin.actor.name,
    expiresAt: days(7),
  });
  const tries = await Promise.allSettled(
    ['one@example.org', 'two@example.org'].map((it) => joinLab(somebody, { ...account(it), token })),
  );
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  const nils = await ctx.db.user.findFirstOrThrow({ where: { name: 'Nils' } });
  expect(nils).toMatchObject({ role: 'member', teamId: team.id, guestUntil: days(30) });
  expect((await listInvitations(admin, { limit: 5 })).rows).toMatchObject([
    { state: 'used', usedByName: 'Nils' },
  ]);
  await expect(openInvitation(somebody, { token })).rejects.toThrow(/was used already.*sign in/i);
  const stored = JSON.stringify([await ctx.db.invitation.findMany(), await ctx.db.auditEntry.findMany()]);
  expect(stored).not.toContain(token);
  expect((await listAudit(admin, { limit: 9 })).rows.map((it) => it.action)).toEqual([
    'member.join',
    'invitation.make',
  ]);
});

test('a link that is none, is over, was taken back or renewed says so, and whom to ask', async () => {
  const token = tokenOf(await invitePerson(admin, plain));
  const open = (it: string) => openInvitation(somebody, { token: it });
  await expect(open('x'.repeat(43))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const { rows } = await listInvitations(admin, { limit: 1 });
  const newer = tokenOf(await renewInvitation(admin, { id: rows[0]!.id }));
  await expect(open(token)).rejects.toThrow(/a newer one was made/);
  expect(await open(newer)).toMatchObject({ role: 'member' });
  ctx.clock.now = days(7);
  await expect(open(newer)).rejects.toThrow(`This invitation has expired. Ask ${admin.actor.name}`);
  const last = tokenOf(await renewInvitation(admin, { id: rows[0]!.id }));
  await revokeInvitation(admin, { id: rows[0]!.id });
  await expect(open(last)).rejects.toThrow(/was taken back/);
  await expect(joinLab(somebody, { ...account('n@example.org'), token: last })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  expect(await ctx.db.user.count({ where: { name: 'Nils' } })).toBe(0);
});

test('an invitation dies with the right of who made it, is for its address alone, and makes owners only for owners', async () => {
  const token = tokenOf(await invitePerson(admin, { ...plain, email: 'nils@example.org' }));
  await expect(invitePerson(admin, { ...plain, role: 'owner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const owner = await actingAs(ctx, 'owner');
  const { id } = admin.actor as { id: string };
  await changeRole(owner, { id, role: 'member' });
  await expect(openInvitation(somebody, { token })).rejects.toThrow(/may not invite any more/);
  await changeRole(owner, { id, role: 'admin' });
  await joinLab(somebody, { ...account('other@example.org'), token });
  expect(await ctx.db.user.count({ where: { email: 'nils@example.org' } })).toBe(1);
  await expect(invitePerson(admin, { ...plain, email: 'nils@example.org' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

async function makeLeaver() {
  const ines = await makeUser(ctx.db, { name: 'Ines', role: 'member', email: 'ines@example.org' });
  const heir = await makeUser(ctx.db, { name: 'Leon', role: 'member' });
  const machine = await makeMachine(ctx.db);
  const booked = (purpose: string, from: number, status: 'confirmed' | 'pending' = 'confirmed') =>
    makeBooking(ctx.db, {
      machineIds: [machine.id],
      personId: ines.id,
      purpose,
      status,
      startsAt: days(from),
      endsAt: days(from + 0.1),
    });
  await booked('over', -3);
  const ahead = await booked('ahead', 1);
  await booked('asked', 2, 'pending');
  const secret = await makeSecretOf(await actingAs(ctx, actorOfUser(ines)), { expiresAt: days(30) });
  return { ines, heir, ahead, secret };
}

test('who is deactivated has no way in, what they booked goes on to who was named, the past stays', async () => {
  const { ines, heir, ahead, secret } = await makeLeaver();
  expect((await readLeaving(admin, { id: ines.id })).bookings.map((it) => it.purpose)).toEqual([
    'ahead',
    'asked',
  ]);
  await ctx.db.signIn.create({
    data: { id: 's', token: 't', userId: ines.id, expiresAt: days(5), updatedAt: NOW },
  });
  expect(await deactivatePerson(admin, { id: ines.id, heirId: heir.id })).toEqual({
    handedOver: 1,
    cancelled: 1,
    left: [],
  });
  expect(await ctx.db.booking.findUniqueOrThrow({ where: { id: ahead.id } })).toMatchObject({
    personId: heir.id,
    status: 'confirmed',
  });
  expect(await ctx.db.booking.count({ where: { personId: ines.id, purpose: 'over' } })).toBe(1);
  expect(await ctx.db.signIn.count()).toBe(0);
  await expect(findKey(ctx, secret)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(ctx.events).toContainEqual({ event: 'member.changed', payload: { userId: ines.id } });
  const names = async (former: boolean) =>
    (await listMembers(admin, { limit: 50, former })).rows.map((it) => it.name);
  expect(await names(false)).not.toContain('Ines');
  expect(await names(true)).toEqual(['Ines']);
  await reactivatePerson(admin, { id: ines.id });
  expect(await names(true)).toEqual([]);
  await expect(findKey(ctx, secret)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('a booking that the heir may not have stays, named with the reason, and can be called off then', async () => {
  const { ines, ahead } = await makeLeaver();
  const viewer = await makeUser(ctx.db, { name: 'Vera', role: 'viewer' });
  const first = await deactivatePerson(admin, { id: ines.id, heirId: viewer.id });
  expect(first.left).toMatchObject([
    { id: ahead.id, why: expect.stringContaining('Vera may not book') as string },
  ]);
  expect(await deactivatePerson(admin, { id: ines.id, heirId: null })).toMatchObject({
    cancelled: 1,
    left: [],
  });
});

test('the last owner is never lost, whatever two owners do at one moment', async () => {
  const [one, two] = [await makeUser(ctx.db, { role: 'owner' }), await makeUser(ctx.db, { role: 'owner' })];
  const asOne = await actingAs(ctx, actorOfUser(one));
  const asTwo = await actingAs(ctx, actorOfUser(two));
  const tries = await Promise.allSettled([
    deactivatePerson(asOne, { id: two.id, heirId: null }),
    changeRole(asTwo, { id: one.id, role: 'member' }),
  ]);
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  const left = await ctx.db.user.findMany({ where: { role: 'owner', deactivatedAt: null } });
  expect(left).toHaveLength(1);
  const system = { id: left[0]!.id, heirId: null };
  await expect(deactivatePerson(ctx, system)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await expect(deactivatePerson(admin, system)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('a guest is told once before the end, and deactivated at it', async () => {
  const { ines, ahead } = await makeLeaver();
  await setGuest(admin, { id: ines.id, guestUntil: days(4) });
  expect(await tendGuests(ctx)).toEqual({ told: 0, deactivated: 0 });
  ctx.clock.now = days(0.5);
  await setGuest(admin, { id: ines.id, guestUntil: days(0.9) });
  expect(await tendGuests(ctx)).toEqual({ told: 1, deactivated: 0 });
  expect(await tendGuests(ctx)).toEqual({ told: 0, deactivated: 0 });
  expect(await ctx.db.notification.count({ where: { personId: ines.id, kind: 'member.guest_ending' } })).toBe(
    1,
  );
  ctx.clock.now = days(0.9);
  expect(await tendGuests(ctx)).toEqual({ told: 0, deactivated: 1 });
  expect(await ctx.db.booking.findUniqueOrThrow({ where: { id: ahead.id } })).toMatchObject({
    status: 'cancelled',
  });
});

test('who is made anonymous is a number everywhere, in the audit too, and no row of the past is lost', async () => {
  const { ines } = await makeLeaver();
  await expect(anonymisePerson(admin, { id: ines.id })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
  await setGuest(admin, { id: ines.id, guestUntil: days(4) });
  await deactivatePerson(admin, { id: ines.id, heirId: null });
  const bookings = await ctx.db.booking.count({ where: { personId: ines.id } });
  expect(await anonymisePerson(admin, { id: ines.id })).toEqual({ name: 'Former member 1' });
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: ines.id }, include: { accounts: true } });
  expect(user).toMatchObject({ name: 'Former member 1', accounts: [] });
  expect(user.email).not.toContain('ines');
  expect(await ctx.db.booking.count({ where: { personId: ines.id } })).toBe(bookings);
  const told = JSON.stringify(
    (await listAudit(admin, { limit: 50 })).rows.filter((it) => it.objectType === 'member'),
  );
  expect(told).toContain('Former member 1');
  expect(told).not.toContain('Ines');
  await expect(reactivatePerson(admin, { id: ines.id })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
});

test('the invitation that somebody anonymous came by tells their e-mail no more', async () => {
  const token = tokenOf(await invitePerson(admin, { ...plain, email: 'nils@guest.example' }));
  await joinLab(somebody, { ...account('nils@guest.example'), token });
  const { id } = await ctx.db.user.findFirstOrThrow({ where: { name: 'Nils' } });
  await deactivatePerson(admin, { id, heirId: null });
  const told = async () => JSON.stringify((await listAudit(admin, { limit: 50 })).rows);
  expect(await told()).toContain('nils@guest.example');
  await anonymisePerson(admin, { id });
  expect(await told()).not.toContain('nils@guest.example');
  expect(JSON.stringify((await listInvitations(admin, { limit: 5 })).rows)).not.toContain('nils@');
});

test('one changes one’s own name and zone; a zone that is none is refused', async () => {
  const member = await actingAs(ctx, 'member');
  await expect(saveProfile(member, { name: 'Mo', timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'VALIDATION',
  });
  await saveProfile(member, { name: 'Mo', timeZone: 'Asia/Kathmandu' });
  expect(await getMe(member)).toMatchObject({ name: 'Mo', timeZone: 'Asia/Kathmandu' });
});

test('a mailed invitation says whether the mail server took it, and why not', async () => {
  const post = await startMailServer();
  const asked = { ...plain, email: 'nils@guest.example' };
  try {
    const mailing = {
      ...admin,
      outbound: { ...admin.outbound, smtpUrl: post.url, mailFrom: 'lab@lab.example' },
    };
    const { link, isMailed } = await invitePerson(mailing, asked);
    expect(isMailed).toBe(true);
    const mailOf = async () => (await listInvitations(admin, { limit: 1 })).rows[0]!;
    await expect.poll(mailOf, { timeout: 20_000 }).toMatchObject({ mail: 'sent', mailFailure: null });
    expect(post.mails[0]).toMatchObject({ subject: `${admin.actor.name} invites you to Garden Street` });
    expect(post.mails[0]!.text).toContain(link);
    await renewInvitation(admin, { id: (await mailOf()).id });
    await expect
      .poll(mailOf)
      .toMatchObject({ mail: 'failed', mailFailure: expect.stringContaining('No mail server') as string });
  } finally {
    await post.close();
  }
});

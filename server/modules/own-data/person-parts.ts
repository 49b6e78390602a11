import { readOwnAudit } from '../audit/index.ts';
import { few, rowsBy, rowsById } from './rows.ts';
import type { Part } from './part.ts';

export const PERSON_PARTS: readonly Part[] = [
  {
    file: 'profile.json',
    says: 'Who you are here: name, address, role, main team and all teams, projects, qualifications, and how you sign in. No secret is in it.',
    columns: [
      'User.id',
      'Account.userId',
      'Passkey.userId',
      'CodeDevice.userId',
      'RecoveryCode.userId',
      'Invitation.usedById',
      'TeamMember.userId',
      'ProjectMember.personId',
      'QualificationGrant.personId',
    ],
    read: ({ db }, id) => few(db.user.findMany({ where: { id }, select: PROFILE })),
  },
  {
    file: 'sign-ins.json',
    says: 'Where you are signed in: browser, network, way, and since when.',
    columns: ['SignIn.userId'],
    read: ({ db }, userId) =>
      rowsById(({ after, take }) =>
        db.signIn.findMany({
          where: { userId, id: { gt: after } },
          // Never the token.
          select: {
            id: true,
            userAgent: true,
            ipAddress: true,
            way: true,
            createdAt: true,
            lastSeenAt: true,
            expiresAt: true,
            secondFactorAt: true,
          },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'sign-in-links.json',
    says: 'Links that let you in without your password: when, and whether they were used. Not the links themselves.',
    columns: ['SignInLink.userId'],
    read: ({ db }, userId) =>
      rowsById(({ after, take }) =>
        db.signInLink.findMany({
          where: { userId, id: { gt: after } },
          select: { id: true, kind: true, createdAt: true, expiresAt: true, usedAt: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'api-keys.json',
    says: 'Your API keys: name, how each begins, its limits and times. Never the keys themselves.',
    columns: ['ApiKey.personId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.apiKey.findMany({
          where: { personId, id: { gt: after } },
          omit: { personId: true, secretHash: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'batches.json',
    says: 'Batches that your keys asked for. Their files can be taken under Settings, API as long as they are kept.',
    columns: [],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.batch.findMany({
          where: { apiKey: { personId }, id: { gt: after } },
          select: {
            id: true,
            apiKeyId: true,
            state: true,
            endpoint: true,
            fileName: true,
            metadata: true,
            total: true,
            done: true,
            failed: true,
            createdAt: true,
            endedAt: true,
          },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'notifications.json',
    says: 'What you were told, as long as it is kept.',
    columns: ['Notification.personId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.notification.findMany({
          where: { personId, id: { gt: after } },
          omit: { personId: true, dedupeKey: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'notification-preferences.json',
    says: 'Which of it you want which way, where you chose.',
    columns: ['NotificationPreference.personId'],
    read: ({ db }, personId) =>
      few(db.notificationPreference.findMany({ where: { personId }, omit: { personId: true } })),
  },
  {
    file: 'webhooks.json',
    says: 'Hosts that your notifications are sent to. The rest of an address may be a secret and is left out.',
    columns: ['Webhook.personId'],
    async *read({ db }, personId) {
      for (const { url, ...hook } of await db.webhook.findMany({
        where: { personId },
        select: { id: true, url: true, createdAt: true, disabledAt: true },
      }))
        yield { ...hook, host: new URL(url).host };
    },
  },
  {
    file: 'calendar-addresses.json',
    says: 'Calendar addresses that you made, without their secrets.',
    columns: ['CalendarFeed.personId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.calendarFeed.findMany({
          where: { personId, id: { gt: after } },
          omit: { personId: true, tokenHash: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'saved-views.json',
    says: 'Views of lists and reports that you saved.',
    columns: ['SavedView.ownerId'],
    read: ({ db }, ownerId) =>
      rowsById(({ after, take }) =>
        db.savedView.findMany({
          where: { ownerId, id: { gt: after } },
          omit: { ownerId: true },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'machines.json',
    says: 'Machines that are yours or were in your hands.',
    columns: ['Machine.ownerId', 'Custody.personId'],
    read: ({ db }, personId) =>
      rowsById(({ after, take }) =>
        db.machine.findMany({
          where: { OR: [{ ownerId: personId }, { custodies: { some: { personId } } }], id: { gt: after } },
          select: {
            id: true,
            name: true,
            custodies: {
              where: { personId },
              select: { id: true, takenAt: true, dueAt: true, returnedAt: true, note: true },
            },
          },
          orderBy: { id: 'asc' },
          take,
        }),
      ),
  },
  {
    file: 'alerts-told.json',
    says: 'Alerts that you were told of.',
    columns: ['AlertTold.personId'],
    read: ({ db }, personId) =>
      rowsBy(
        ({ after, take }) =>
          db.alertTold.findMany({
            where: { personId, alertId: { gt: after } },
            select: { alertId: true, alert: { select: { title: true, firedAt: true } } },
            orderBy: { alertId: 'asc' },
            take,
          }),
        (it) => it.alertId,
      ),
  },
  {
    file: 'audit.json',
    says: 'What you did, as the audit has it: what you set, made, answered and took back for the lab stands here too.',
    columns: ['AuditEntry.actorId'],
    read: (ctx) => readOwnAudit(ctx),
  },
];

const PROFILE = {
  id: true,
  name: true,
  email: true,
  emailVerified: true,
  role: true,
  team: { select: { name: true } },
  guestUntil: true,
  timeZone: true,
  clock: true,
  announcementSeen: true,
  createdAt: true,
  defaultPresetId: true,
  accounts: { select: { providerId: true, issuer: true, accountId: true, createdAt: true } },
  passkeys: { select: { id: true, name: true, isBackedUp: true, createdAt: true, lastUsedAt: true } },
  codeDevice: { select: { createdAt: true, confirmedAt: true } },
  recoveryCodes: { select: { id: true, usedAt: true } },
  invitation: { select: { id: true, email: true, role: true, createdAt: true, usedAt: true } },
  memberships: { select: { teamId: true, isLead: true, joinedAt: true, team: { select: { name: true } } } },
  projects: { select: { projectId: true, project: { select: { name: true } } } },
  qualified: {
    select: {
      id: true,
      grantedAt: true,
      revokedAt: true,
      qualification: { select: { name: true } },
    },
  },
} as const;

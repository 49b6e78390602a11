import { randomUUID } from 'node:crypto';
import type { Role } from '@/shared/schemas/member.ts';
import { ADMINS, type Case, MEMBERS, SIGNED_IN, WHO } from './rights-case.ts';

const EVERYBODY = WHO;
const account = () => ({
  name: 'New',
  email: `${randomUUID()}@example.org`,
  password: 'a long password',
});
const invitation = (role: Role) => ({ email: null, role, teamId: null });
const KEPT = { secondsDays: 8, minutesDays: 400, logsDays: 30 };
/** Of none that anybody here leads. */
const NO_TEAM = randomUUID();
const soon = (): Date => new Date(Date.now() + 3_600_000);
const token = 'x'.repeat(43);

export const TEAM_RIGHTS: Record<string, Case[]> = {
  'lab.notice': [{ may: SIGNED_IN }],
  'lab.announce': [{ may: ADMINS, input: () => ({ text: 'Hello', isSerious: false, until: soon() }) }],
  'lab.endAnnouncement': [{ may: ADMINS }],
  'lab.putAway': [{ may: SIGNED_IN, input: () => ({ number: 1 }) }],
  'lab.pause': [{ may: ADMINS, input: () => ({ reason: 'Update', until: soon() }) }],
  'lab.resume': [{ may: ADMINS }],
  'lab.keeping': [{ may: ADMINS }],
  'lab.previewKeeping': [{ may: ADMINS, input: () => KEPT }],
  'lab.setKeeping': [{ may: ADMINS, input: () => KEPT }],
  'lab.auditRetention': [{ may: ADMINS }],
  'lab.setAuditRetention': [{ may: ADMINS, input: () => ({ days: 365 }) }],
  'ownData.askToGo': [{ may: SIGNED_IN }],
  'ownData.request': [{ may: SIGNED_IN }],
  'team.me': [{ may: SIGNED_IN }],
  'team.saveProfile': [{ may: SIGNED_IN, input: () => ({ name: 'Me', timeZone: null }) }],
  'team.members': [{ may: MEMBERS, input: () => ({}) }],
  'team.teams': [{ may: MEMBERS, input: () => ({}) }],
  'team.saveTeam': [{ may: ADMINS, input: () => ({ name: `Team ${randomUUID()}` }) }],
  'team.addToTeam': [{ may: ADMINS, input: ({ stranger }) => ({ teamId: NO_TEAM, personId: stranger.id }) }],
  'team.removeFromTeam': [
    { may: ADMINS, input: ({ stranger }) => ({ teamId: NO_TEAM, personId: stranger.id }) },
  ],
  'team.setLead': [
    { may: ADMINS, input: ({ stranger }) => ({ teamId: NO_TEAM, personId: stranger.id, isLead: true }) },
  ],
  'team.setMainTeam': [
    { may: ADMINS, input: ({ stranger }) => ({ teamId: NO_TEAM, personId: stranger.id }) },
  ],
  'team.changeRole': [
    { may: ADMINS, input: ({ stranger }) => ({ id: stranger.id, role: 'admin' }) },
    { about: 'to owner', may: ['owner'], input: ({ stranger }) => ({ id: stranger.id, role: 'owner' }) },
  ],
  'team.invitations': [{ may: ADMINS, input: () => ({}) }],
  'team.invite': [
    { may: ADMINS, input: () => invitation('member') },
    { about: 'an owner', may: ['owner'], input: () => invitation('owner') },
  ],
  'team.renewInvitation': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'team.revokeInvitation': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'team.openInvitation': [{ may: EVERYBODY, input: () => ({ token }) }],
  'team.join': [{ may: EVERYBODY, input: () => ({ ...account(), token }) }],
  'team.leaving': [{ may: ADMINS, input: ({ stranger }) => ({ id: stranger.id }) }],
  'team.deactivate': [{ may: ADMINS, input: ({ stranger }) => ({ id: stranger.id, heirId: null }) }],
  'team.reactivate': [{ may: ADMINS, input: ({ stranger }) => ({ id: stranger.id }) }],
  'team.anonymise': [{ may: ADMINS, input: ({ stranger }) => ({ id: stranger.id }) }],
  'team.setGuest': [{ may: ADMINS, input: ({ stranger }) => ({ id: stranger.id, guestUntil: null }) }],
  'team.isSetUp': [{ may: EVERYBODY }],
  'team.setUp': [
    {
      may: EVERYBODY,
      input: () => ({
        ...account(),
        token,
        labName: 'Mine',
        timeZone: 'Europe/Berlin',
      }),
    },
  ],
};

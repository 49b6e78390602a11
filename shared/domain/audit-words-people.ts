import { countOf, type Json, type Known, list, momentOf, quoted } from './audit-phrases.ts';

const counted = (value: Json | undefined, of: string): string | null =>
  typeof value === 'number' && value > 0 ? countOf(value, of) : null;

const teamOf = (team: Json | undefined): string => (typeof team === 'string' ? quoted(team) : 'a team');

/** Who comes, who goes, and what they may, in words. */
export const PEOPLE_ACTIONS: Record<string, Known> = {
  'member.change-profile': {
    text: () => 'changed their profile',
    shifts: { name: 'name', timeZone: 'time zone', clock: 'clock' },
    tell: (field, value) => {
      if (field === 'clock')
        return value === null ? 'as the lab writes it' : value === '12' ? '12 hours' : '24 hours';
      return field === 'timeZone' && value === null ? 'as the browser says' : null;
    },
  },
  'member.set-apart': {
    text: (name) => `set ${name} apart, whose e-mail differed from another’s by its case only`,
    shifts: { email: null },
  },
  // As earlier versions added people.
  'member.add': {
    text: (name) => `added ${name} to the lab`,
    rest: ({ role }) => [typeof role === 'string' ? `as ${role}` : null],
  },
  'member.change-role': {
    text: (name) => `changed the role of ${name}`,
    shifts: { role: null, teams: 'teams' },
  },
  'member.set-main-team': { text: (name) => `changed the main team of ${name}`, shifts: { team: null } },
  'team.make': { text: (name) => `made the team ${quoted(name)}` },
  'team.rename': { text: (name) => `renamed the team ${quoted(name)}`, shifts: { name: null } },
  'team.add-person': { text: (name, { team }) => `put ${name} into ${teamOf(team)}` },
  'team.remove-person': { text: (name, { team }) => `took ${name} out of ${teamOf(team)}` },
  'team.set-lead': { text: (name, { team }) => `made ${name} a lead of ${teamOf(team)}` },
  'team.end-lead': { text: (name, { team }) => `made ${name} a lead no more of ${teamOf(team)}` },
  'member.join': {
    text: () => 'joined the lab',
    rest: ({ role, team, invitedBy, guestUntil }, clock) => [
      typeof role === 'string' ? `as ${role}` : null,
      typeof team === 'string' ? `in ${team}` : null,
      typeof guestUntil === 'string' ? `as a guest until ${momentOf(guestUntil, clock)}` : null,
      typeof invitedBy === 'string' ? `invited by ${invitedBy}` : null,
    ],
  },
  'member.deactivate': {
    text: (name) => `deactivated ${name}`,
    rest: ({ signIns, keysEnded, calendars, webhooks, invitations }) => {
      const ended = [
        counted(signIns, 'sign-in'),
        counted(keysEnded, 'key'),
        counted(calendars, 'calendar address'),
        counted(webhooks, 'webhook'),
        counted(invitations, 'invitation'),
      ].filter((it) => it !== null);
      return [ended.length > 0 ? `ended with it: ${list(ended)}` : null];
    },
  },
  'member.reactivate': { text: (name) => `brought ${name} back` },
  'member.ask-to-go': { text: () => 'asked to be made anonymous' },
  'member.export-own': { text: () => 'took all that is theirs as a file' },
  'member.anonymise': { text: (name) => `made somebody anonymous: ${name}` },
  'member.set-guest': {
    text: (name) => `changed until when ${name} is a guest`,
    shifts: { until: null },
    tell: (_field, value) => (value === null ? 'for good' : null),
  },
  'invitation.make': {
    text: (name) => `invited ${name}`,
    rest: ({ role, team, until, guestUntil }, clock) => [
      typeof role === 'string' ? `as ${role}` : null,
      typeof team === 'string' ? `to ${team}` : null,
      typeof until === 'string' ? `good until ${momentOf(until, clock)}` : null,
      typeof guestUntil === 'string' ? `a guest until ${momentOf(guestUntil, clock)}` : null,
    ],
  },
  'invitation.renew': { text: (name) => `sent the invitation of ${name} again`, shifts: { until: 'until' } },
  'invitation.revoke': { text: (name) => `took back the invitation of ${name}` },
  'access.refuse': { text: (name) => `was refused by role: ${rightWords(name)}` },
  'audit.set-retention': {
    text: () => 'changed how long the audit is kept',
    shifts: { days: 'days' },
    tell: (_field, value) => (value === null ? 'for ever' : null),
  },
  'lab.set-keeping': {
    text: () => 'changed how long readings and logs are kept',
    shifts: { secondsDays: 'days of seconds', minutesDays: 'days of minutes', logsDays: 'days of logs' },
  },
  'lab.announce': {
    text: (name) => `announced to everybody ${quoted(name)}`,
    rest: ({ until }, clock) => [typeof until === 'string' ? `until ${momentOf(until, clock)}` : null],
  },
  'lab.end-announcement': { text: (name) => `ended the announcement ${quoted(name)}` },
  'lab.pause': {
    text: (name) => `paused the lab for all but admins, ${quoted(name)}`,
    rest: ({ until }, clock) => [typeof until === 'string' ? `until ${momentOf(until, clock)}` : null],
  },
  'lab.resume': { text: () => 'ended the pause of the lab' },
  'audit.export': {
    text: (name) => `took the audit as a file, ${name}`,
    // Earlier versions kept the conditions as one list.
    rest: ({ of, person, from, to, ...others }, clock) => [
      list(of) ? `of ${list(of)}` : null,
      typeof person === 'string' ? `of what ${person} did` : null,
      typeof from === 'string' ? `from ${momentOf(from, clock)}` : null,
      typeof to === 'string' ? `until ${momentOf(to, clock)}` : null,
      ...Object.values(others).map((it) => (typeof it === 'string' ? quoted(it) : null)),
    ],
  },
};

/** `booking:cancel-any` as `booking, cancel any`. */
const rightWords = (action: string): string => action.replace(':', ', ').replaceAll('-', ' ');

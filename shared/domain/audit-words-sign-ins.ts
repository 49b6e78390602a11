import type { AuditFields } from '../schemas/audit.ts';
import { fromWhere, type Known } from './audit-phrases.ts';

const HOW: Record<string, string> = {
  passkey: 'with a passkey',
  link: 'by a one-time link',
  provider: 'by the sign-in service',
};
const MADE: Record<string, string> = {
  forgot: 'that was mailed',
  made: 'that an admin made',
  command: 'that was made on the server',
};
const REFUSED: Record<string, string> = {
  stranger: 'no group of theirs is known and nobody new may come',
  unverified: 'the address is not verified',
  deactivated: 'their account is deactivated',
  taken: 'the address is somebody’s who has not tied it',
};
const wordOf = (from: Record<string, string>, value: AuditFields[string] | undefined): string | null =>
  (typeof value === 'string' && from[value]) || null;
const andFactors = ({ clearsSecondFactor }: AuditFields): string | null =>
  clearsSecondFactor === true ? 'codes and passkeys go with it' : null;

/** What is done about coming in, in words. */
export const SIGN_IN_ACTIONS: Record<string, Known> = {
  'member.sign-in': {
    text: () => 'signed in',
    rest: ({ address, way }) => [wordOf(HOW, way), fromWhere(address)],
  },
  'member.fail-sign-in': {
    text: (name, { tries }) =>
      `gave a wrong password for ${name}${typeof tries === 'number' && tries > 1 ? ` ${tries} times` : ''}`,
    rest: ({ address }) => [fromWhere(address)],
  },
  'member.sign-out': { text: () => 'signed out' },
  'member.revoke-sign-in': {
    text: () => 'ended sign-ins of their own',
    rest: (_after, _clock, { signIns }) => [typeof signIns === 'number' ? `${signIns} in all` : null],
  },
  'member.change-password': { text: () => 'changed their password' },
  'member.ask-link': { text: (name) => `asked for a new password of ${name} by mail` },
  'member.make-link': {
    text: (name) => `made a one-time link for ${name} to sign in`,
    rest: (after) => [andFactors(after)],
  },
  'member.use-link': {
    text: (name) => `chose a new password of ${name} with a one-time link`,
    rest: (after, _clock, { signIns }) => [
      wordOf(MADE, after['way']),
      andFactors(after),
      typeof signIns === 'number' && signIns > 0 ? `${signIns} sign-ins ended` : null,
    ],
  },
  'member.confirm': { text: () => 'proved again who they are' },
  'member.set-codes': { text: () => 'set up codes as a second factor' },
  'member.remove-codes': { text: () => 'removed their codes' },
  'member.renew-recovery-codes': { text: () => 'made new recovery codes' },
  'member.use-recovery-code': {
    text: () => 'used a recovery code',
    rest: ({ left }) => [typeof left === 'number' ? `${left} left` : null],
  },
  'member.fail-second-factor': {
    text: (name, { tries }) =>
      `gave a wrong code for ${name}${typeof tries === 'number' && tries > 1 ? ` ${tries} times` : ''}`,
  },
  'member.add-passkey': {
    text: () => 'added a passkey',
    rest: ({ name }) => [typeof name === 'string' ? name : null],
  },
  'member.rename-passkey': { text: () => 'renamed a passkey', shifts: { name: null } },
  'member.remove-passkey': {
    text: () => 'removed a passkey',
    rest: (_after, _clock, { name }) => [typeof name === 'string' ? name : null],
  },
  'member.refuse-provider': {
    text: (name) => `was refused by the sign-in service as ${name}`,
    rest: ({ reason }) => [wordOf(REFUSED, reason)],
  },
  'member.link-provider': { text: (name) => `tied the account of ${name} to the sign-in service` },
  'member.unlink-provider': { text: (name) => `parted the account of ${name} from the sign-in service` },
  'lab.set-second-factor': {
    text: () => 'changed who needs a second factor',
    shifts: { rule: null },
    tell: (_field, value) => (value === 'admins' ? 'admins and owners' : value === 'off' ? 'nobody' : null),
  },
  'lab.set-provider': {
    text: (name) => `set up the sign-in service ${name}`,
    shifts: {
      name: 'name',
      issuer: 'address',
      clientId: 'client',
      groupClaim: 'claim of groups',
      groups: 'groups',
      newPeopleRole: 'role of who is new',
      linksByEmail: 'ties by e-mail',
    },
  },
  'lab.remove-provider': { text: (name) => `removed the sign-in service ${name}` },
};

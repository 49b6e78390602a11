import {
  fromWhere,
  heldTime,
  type Known,
  lowerFirst,
  momentOf,
  quoted,
  rangeOf,
  words,
} from './audit-phrases.ts';
import { formatMoney } from './format.ts';

/** Cables, machines in people's hands, their agents, maintenance and qualifications. */
export const MACHINE_ACTIONS: Record<string, Known> = {
  'cable.enter': {
    text: (name) => `entered a cable: ${name}`,
    rest: ({ speedGbps }) => [typeof speedGbps === 'number' ? `${speedGbps} Gb/s` : null],
  },
  'cable.change': {
    text: (name) => `changed the entered cable ${name}`,
    shifts: { oneEnd: 'one end', otherEnd: 'other end', speedGbps: 'Gb/s', rdma: 'RDMA' },
  },
  'cable.remove': { text: (name) => `removed the entered cable ${name}` },
  'machine.save-rental': {
    text: (name) => `changed what is entered of the rent of ${name}`,
    shifts: { hourlyPrice: 'price an hour', hostState: 'host state', hostId: 'host' },
    tell: (field, value, { currency }) =>
      field === 'hourlyPrice' && typeof value === 'number' ? formatMoney(value, currency) : null,
  },
  'machine.confirm-observed': {
    text: (name) => `said that the hardware of ${name} has changed`,
    shifts: { observed: null },
  },
  'machine.check-out': {
    text: (name, { with: holder }) =>
      typeof holder === 'string' ? `gave ${name} to ${holder}` : `gave ${name} out of hand`,
    rest: ({ dueAt }, clock) => [typeof dueAt === 'string' ? `due back ${momentOf(dueAt, clock)}` : null],
  },
  'machine.cordon': {
    text: (name) => `cordoned ${name}`,
    rest: ({ reason }) => [typeof reason === 'string' ? reason : null],
  },
  'machine.drain': {
    text: (name) => `drains ${name}`,
    rest: ({ reason, until }, clock) => [
      typeof until === 'string' ? `at the latest until ${momentOf(until, clock)}` : null,
      typeof reason === 'string' ? reason : null,
    ],
  },
  'machine.uncordon': {
    text: (name) => `took the cordon off ${name}`,
    rest: (_after, _clock, { reason }) => [typeof reason === 'string' ? reason : null],
  },
  'machine.make-room': {
    text: (name, { for: forWhat }) =>
      `made room on ${name}${typeof forWhat === 'string' ? ` for ${forWhat}` : ''}`,
    rest: (_after, clock, { model, freed, lastUsedAt, alsoOn }) => [
      typeof model === 'string' ? `removed ${model}` : null,
      typeof freed === 'string' ? freed : null,
      typeof lastUsedAt === 'string' ? `last used ${momentOf(lastUsedAt, clock)}` : 'not used there',
      typeof alsoOn === 'string' && alsoOn !== ''
        ? `can be copied from ${alsoOn}`
        : 'no other Mac has it; it must be brought from outside',
    ],
  },
  'machine.set-model-quota': {
    text: (name) => `set what models may take on ${name}`,
    shifts: { gigabytes: 'GB' },
    tell: (_field, value) => (value === null ? 'all of it' : null),
  },
  'machine.set-power': {
    text: (name) => `set when ${name} sleeps`,
    shifts: { rule: null },
  },
  'machine.sleep': { text: (name) => `put ${name} to sleep` },
  'machine.keep-awake': { text: (name) => `set until when ${name} is kept awake`, shifts: { until: null } },
  'machine.wake': { text: (name) => `had ${name} woken` },
  'lab.set-power': { text: () => 'set when Macs sleep', shifts: { rule: null, lead: 'woken ahead' } },
  'machine.check-in': {
    text: (name) => `took ${name} back`,
    rest: ({ remark }, _clock, { with: holder }) => [
      typeof holder === 'string' ? `from ${holder}` : null,
      typeof remark === 'string' ? remark : null,
    ],
  },
  'machine.acknowledge-custody': { text: (name) => `said that they have ${name}` },
  'machine.quarantine': {
    text: (name) => `keeps ${name} from taking models until it was restarted`,
    rest: ({ detail }) => [typeof detail === 'string' ? detail : null],
  },
  'machine.end-quarantine': { text: (name) => `saw that ${name} was restarted, so it takes models again` },
  'machine.lift-quarantine': { text: (name) => `gave ${name} models again without a restart` },
  'machine.attach': {
    text: (name, { file }) => `attached ${typeof file === 'string' ? quoted(file) : 'a file'} to ${name}`,
  },
  'machine.remove-attachment': {
    text: (name) => `deleted an attachment of ${name}`,
    rest: (_after, _clock, { file }) => [typeof file === 'string' ? file : null],
  },
  'machine.create-join-token': {
    text: (name) => `made a join token for ${name}`,
    rest: ({ goodUntil }, clock) => [
      typeof goodUntil === 'string' ? `good until ${momentOf(goodUntil, clock)}` : null,
    ],
  },
  'lab.create-join-token': {
    text: () => 'made a join token for whichever machine comes',
    rest: ({ goodUntil }, clock) => [
      typeof goodUntil === 'string' ? `good until ${momentOf(goodUntil, clock)}` : null,
    ],
  },
  'agent.admit': {
    text: (name) => `let a machine that waited in as ${name}`,
    rest: ({ address }) => [fromWhere(address)],
  },
  'agent.refuse': {
    text: (name) => `sent the machine ${name} away, which waited to be let in`,
    rest: ({ address }) => [fromWhere(address)],
  },
  'agent.overreach': {
    text: (name) => `spoke for a session in which ${name} has no part, and was refused`,
  },
  'agent.move': {
    text: (name) => `said that ${name} is on another computer now`,
    rest: ({ address }) => [fromWhere(address)],
  },
  'agent.refuse-copy': {
    text: (name) => `refused a second computer that said it is ${name}`,
    rest: ({ address }) => [fromWhere(address)],
  },
  'agent.join': {
    text: (name) => `joined ${name} to the lab`,
    rest: ({ agentVersion, replacesAnother }) => [
      typeof agentVersion === 'string' ? `version ${agentVersion}` : null,
      replacesAnother === true ? 'in place of the agent before it' : null,
    ],
  },
  'agent.revoke': { text: (name) => `revoked the agent of ${name}` },
  'machine.plan-maintenance': {
    text: (name) => `planned maintenance of ${name}`,
    rest: ({ from, until, note }, clock) => [
      rangeOf(from, until, clock),
      typeof note === 'string' ? note : null,
    ],
  },
  'machine.change-maintenance': {
    text: (name) => `changed the maintenance of ${name}`,
    shifts: { from: 'from', until: 'until', note: 'what is done' },
  },
  'maintenance.plan-series': {
    text: (name, { often, at }) =>
      ['planned maintenance of', name, lowerFirst(often), 'at', words(at).join()].join(' '),
    rest: ({ note }) => [typeof note === 'string' ? note : null],
  },
  'maintenance.end-series': {
    text: (name) => `ended the maintenance of ${name} that comes again`,
    rest: (_after, _clock, { often }) => [lowerFirst(often) || null],
  },
  'machine.cancel-maintenance': {
    text: (name) => `called off the maintenance of ${name}`,
    rest: heldTime,
  },
  'machine.end-maintenance': {
    text: (name) => `ended the maintenance of ${name} early`,
    shifts: { until: null },
  },
  'qualification.save': {
    text: (name) => `set what the qualification ${quoted(name)} is`,
    shifts: { name: 'name', note: 'note', days: 'days without use', machines: 'for' },
  },
  'qualification.delete': { text: (name) => `deleted the qualification ${quoted(name)}` },
  'qualification.grant': {
    text: (name, { person }) => ['gave', ...words(person), 'the qualification', quoted(name)].join(' '),
  },
  'qualification.revoke': {
    text: (name) => `took the qualification ${quoted(name)} back`,
    rest: (_after, _clock, { person }) => [typeof person === 'string' ? `from ${person}` : null],
  },
  'qualification.give-back': {
    text: (name, { person }) =>
      ['gave', ...words(person), 'the qualification', quoted(name), 'again'].join(' '),
  },
};

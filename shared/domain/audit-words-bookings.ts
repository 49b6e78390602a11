import {
  lowerFirst,
  countOf,
  type Known,
  quoted,
  words,
  list,
  wishOf,
  quotedText,
  heldTime,
  asideFor,
  rangeOf,
  lengthOf,
} from './audit-phrases.ts';
/** What is done to bookings, and to what they stand on, in words. */
export const BOOKING_ACTIONS: Record<string, Known> = {
  'booking.create': {
    text: (name, { machines }) => ['booked', list(machines), `for ${quoted(name)}`].filter(Boolean).join(' '),
    rest: ({ startsAt, endsAt, simulated, override }, clock) => [
      rangeOf(startsAt, endsAt, clock),
      simulated === true ? 'simulated' : null,
      asideFor(override),
    ],
  },
  'booking.request': {
    text: (name, { machines }) =>
      ['asked for', list(machines), `for ${quoted(name)}`].filter(Boolean).join(' '),
    rest: ({ startsAt, endsAt, simulated }, clock) => [
      rangeOf(startsAt, endsAt, clock),
      simulated === true ? 'simulated' : null,
    ],
  },
  'booking.approve': {
    text: (name) => `approved the booking ${quoted(name)}`,
    rest: ({ note }) => [typeof note === 'string' ? quoted(note) : null],
  },
  'booking.decline': {
    text: (name) => `declined the booking ${quoted(name)}`,
    rest: ({ note }) => [typeof note === 'string' ? quoted(note) : null],
  },
  'booking.lapse': {
    text: (name) => `let the request ${quoted(name)} lapse: nobody answered before its start`,
  },
  'booking.hand-over': {
    text: (name) => `handed the booking ${quoted(name)} over`,
    shifts: { person: null, team: 'team' },
  },
  'booking.cancel': { text: (name) => `cancelled the booking ${quoted(name)}`, rest: heldTime },
  'booking.preempt': {
    text: (name, { by }) =>
      `took the machines of the booking ${quoted(name)} for ${quoted(words(by).join())}`,
    rest: heldTime,
  },
  'booking.end': {
    text: (name) => `ended the booking ${quoted(name)} early`,
    shifts: { until: null },
  },
  'booking.contest-charge': {
    text: (name, { kind }) => `contested what ${quoted(name)} is charged${wishOf(kind)}`,
    rest: ({ from, until, reason }, clock) => [rangeOf(from, until, clock), quotedText(reason)],
  },
  'booking.accept-charge': {
    text: (name, { kind }) => `accepted that ${quoted(name)} is charged otherwise${wishOf(kind)}`,
    rest: ({ from, until, answer }, clock) => [rangeOf(from, until, clock), quotedText(answer)],
  },
  'booking.refuse-charge': {
    text: (name, { kind }) => `refused to charge ${quoted(name)} otherwise${wishOf(kind)}`,
    rest: ({ answer }) => [quotedText(answer)],
  },
  'booking.expire': { text: (name) => `ended the booking ${quoted(name)}: its time was over` },
  'booking.change': {
    text: (name) => `changed the booking ${quoted(name)}`,
    shifts: {
      from: 'from',
      until: 'until',
      machines: 'machines',
      purpose: 'purpose',
      project: 'project',
      team: 'team',
    },
    rest: ({ override }) => [asideFor(override)],
  },
  'booking.release': {
    text: (name) => `gave the booking ${quoted(name)} back, as nobody used it`,
    rest: heldTime,
  },
  'booking.check-in': { text: (name) => `checked in for ${quoted(name)}` },
  'booking.keep': { text: (name) => `said that ${quoted(name)} is still needed` },
  'booking.missing': {
    text: (name) => `noted which machines ${quoted(name)} is without`,
    shifts: { missing: null },
  },
  'booking.replace': {
    text: (name) => `gave ${quoted(name)} another machine`,
    shifts: { machine: null },
  },
  'booking.move': {
    text: (name) => `moved the booking ${quoted(name)}`,
    shifts: { from: 'from', until: 'until' },
    rest: ({ override }) => [asideFor(override)],
  },
  'booking.ask-to-move': {
    text: (name) => `asked for the booking ${quoted(name)} to make way for maintenance`,
    rest: ({ from, until, note }, clock) => [
      rangeOf(from, until, clock),
      typeof note === 'string' ? note : null,
    ],
  },
  'booking-rule.save': {
    text: (name) => `set the rule ${quoted(name)}`,
    shifts: { value: null },
    rest: ({ value }, _clock, before) => [
      before.value === undefined && typeof value === 'string' ? value : null,
    ],
  },
  'booking-rule.remove': {
    text: (name) => `removed the rule ${quoted(name)}`,
    rest: (_after, _clock, { value }) => [typeof value === 'string' ? value : null],
  },
  'project.add': {
    text: (name) => `added the project ${quoted(name)}`,
    rest: ({ members }) => [list(members) ? `with ${list(members)}` : null],
  },
  'project.change': {
    text: (name) => `changed the project ${quoted(name)}`,
    shifts: { name: 'name', note: 'note', budget: 'budget', members: 'members' },
  },
  'project.archive': { text: (name) => `archived the project ${quoted(name)}` },
  'project.restore': { text: (name) => `took the project ${quoted(name)} up again` },
  'booking.create-series': {
    text: (name, { machines, often, at }) =>
      ['booked', list(machines), lowerFirst(often), 'at', words(at).join(), `for ${quoted(name)}`].join(' '),
    rest: ({ dates }) => [typeof dates === 'number' ? countOf(dates, 'date') : null],
  },
  'booking.change-series': {
    text: (name) => `changed the bookings ${quoted(name)} that come again`,
    rest: ({ dates }) => [typeof dates === 'number' ? countOf(dates, 'date') : null],
    shifts: { purpose: 'purpose', at: 'at', durationMinutes: 'for', machines: 'machines' },
    tell: (field, value) => (field === 'durationMinutes' ? lengthOf(value, 60_000) : null),
  },
  'booking.cancel-series': {
    text: (name) => `cancelled bookings ${quoted(name)} that come again`,
    rest: ({ dates }) => [typeof dates === 'number' ? countOf(dates, 'date') : null],
  },
};

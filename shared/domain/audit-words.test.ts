import { expect, test } from 'vitest';
import { tellAudit } from './audit-words.ts';

const CLOCK = { timeZone: 'Europe/Berlin', now: new Date('2026-11-18T22:00:00Z'), currency: 'EUR' };
const plain = (text: string) => text.replaceAll(' ', ' ');
const tell = (action: string, objectName: string, sides: object = {}) => {
  const entry = { action, objectType: 'machine', objectName, before: null, after: null, detail: null };
  const { text, shifts } = tellAudit({ ...entry, ...sides }, CLOCK);
  const told = shifts.map(({ of, from, to }) => `${of ? `${of} ` : ''}[${from} → ${to}]`);
  return plain([text, ...told].join(' '));
};
const TIMES = { from: '2026-11-20T08:00:00.000Z', until: '2026-11-20T16:00:00.000Z' };

const CASES: [string, string, object, string][] = [
  [
    'machine.rename',
    'Bosc',
    { before: { name: 'Anjou' }, after: { name: 'Bosc' } },
    'renamed a machine [Anjou → Bosc]',
  ],
  [
    'machine.set-status',
    'Bosc',
    { before: { status: 'active' }, after: { status: 'retired' } },
    'set Bosc [in service → retired]',
  ],
  [
    'register.change-field',
    'Rack',
    { before: { label: 'Rack', kind: 'yes_no' }, after: { label: 'Rack', kind: 'choice' } },
    'changed the register’s field “Rack” name [Rack → Rack] kind [yes or no → choice]',
  ],
  [
    'cable.change',
    'Anjou to Bosc',
    { before: { rdma: true }, after: { rdma: null } },
    'changed the entered cable Anjou to Bosc RDMA [yes → nothing]',
  ],
  [
    'machine.edit',
    'Bosc',
    {
      before: {
        ownerId: null,
        purchasePrice: 100,
        diskBytes: 4000 * 2 ** 30,
        status: 'active',
        purchasedOn: null,
      },
      after: {
        ownerId: 'Ines',
        purchasePrice: 90.5,
        diskBytes: null,
        status: 'loaned',
        purchasedOn: '2025-09-02',
      },
    },
    'changed what is entered of Bosc disk [4\u202fTB → nothing] status [in service → loaned] owner [nothing → Ines] ' +
      'bought on [nothing → 2 Sept 2025] price [€100.00 → €90.50]',
  ],
  [
    'booking.accept-charge',
    'Proof search',
    { after: { kind: 'waive', from: null, until: null, answer: 'The portal was down.' } },
    'accepted that “Proof search” is charged otherwise: not at all, “The portal was down.”',
  ],
  [
    'session.set-canary-rule',
    'the lab',
    { before: { rule: 'several' }, after: { rule: 'off' } },
    'set which sessions are asked for known answers [sessions of several Macs → no session]',
  ],
  [
    'session.set-keep-warm',
    'the lab',
    { before: { minutes: 0 }, after: { minutes: 90 } },
    'set how long models stay loaded after a booking [not at all → 1\u202fh 30\u202fmin]',
  ],
  [
    'model.set-rules',
    'the lab',
    { before: { fromMinute: null }, after: { fromMinute: 510 } },
    'set the rules of models slower from [nothing → 08:30]',
  ],
  [
    'machine.keep-awake',
    'Bosc',
    { before: { until: null }, after: { until: '2026-07-18T22:00:00.000Z' } },
    'set until when Bosc is kept awake [nothing → Sun 19 Jul, 00:00 CEST]',
  ],
  [
    'audit.export',
    'CSV',
    { after: { person: 'Jonas', kind: 'booking', from: '2026-11-16T23:00:00.000Z' } },
    'took the audit as a file, CSV, of what Jonas did, from Tue 17 Nov, 00:00 CET, “booking”',
  ],
  [
    'member.change-role',
    'Jonas',
    { before: { role: 'viewer' }, after: { role: 'member' } },
    'changed the role of Jonas [viewer → member]',
  ],
  ['member.sign-in', 'Jonas', {}, 'signed in'],
  ['member.sign-in', 'Jonas', { after: { address: '192.0.2.1' } }, 'signed in, from 192.0.2.1'],
  ['register.export', 'Register', { after: { machines: 1 } }, 'took the register as a file, one machine'],
  [
    'register.import',
    'finance.csv',
    { after: { added: 3, changed: 1, leftOut: 2 } },
    'imported “finance.csv” into the register, 3 machines added, one machine changed, 2 rows left out',
  ],
  [
    'member.fail-sign-in',
    'Jonas',
    { after: { address: '192.0.2.1', tries: 1 } },
    'gave a wrong password for Jonas, from 192.0.2.1',
  ],
  [
    'member.fail-sign-in',
    'an account that is not there',
    { after: { address: '192.0.2.1', tries: 100 } },
    'gave a wrong password for an account that is not there 100 times, from 192.0.2.1',
  ],
  ['member.revoke-sign-in', 'Jonas', { before: { signIns: 2 } }, 'ended sign-ins of their own, 2 in all'],
  [
    'member.set-apart',
    'Jonas',
    { before: { email: 'JO@x.org' }, after: { email: 'same-as-2-jo@x.org' } },
    'set Jonas apart, whose e-mail differed from another’s by its case only [JO@x.org → same-as-2-jo@x.org]',
  ],
  [
    'report.export',
    'Usage',
    { after: { from: '2026-11-16T23:00:00.000Z', to: '2026-11-18T23:00:00.000Z' } },
    'took the report’s rows as a file, Tue 17 Nov, 00:00 to Thu 00:00 CET',
  ],
  ['member.add', 'Jonas', { after: { role: 'member' } }, 'added Jonas to the lab, as member'],
  [
    'booking.create',
    'Proof search',
    { after: { machines: ['Anjou', 'Bosc'], startsAt: TIMES.from, endsAt: TIMES.until, simulated: true } },
    'booked Anjou and Bosc for “Proof search”, Fri 09:00 to 17:00 CET, simulated',
  ],
  [
    'booking.cancel',
    'Proof search',
    { before: { status: 'confirmed', ...TIMES }, after: { status: 'cancelled', from: null, until: null } },
    'cancelled the booking “Proof search”, Fri 09:00 to 17:00 CET',
  ],
  [
    'booking.end',
    'Proof search',
    {
      before: { status: 'confirmed', until: TIMES.until },
      after: { status: 'ended', until: '2026-11-20T10:00:00.000Z' },
    },
    'ended the booking “Proof search” early [Fri 20 Nov, 17:00 CET → Fri 20 Nov, 11:00 CET]',
  ],
  [
    'booking.contest-charge',
    'Proof search',
    { after: { kind: 'times', ...TIMES, reason: 'Bosc was away' } },
    'contested what “Proof search” is charged: for other times, Fri 09:00 to 17:00 CET, “Bosc was away”',
  ],
  [
    'booking.accept-charge',
    'Proof search',
    { after: { kind: 'waive', from: null, until: null, answer: null } },
    'accepted that “Proof search” is charged otherwise: not at all',
  ],
  [
    'booking.refuse-charge',
    'Proof search',
    { after: { kind: 'project', answer: 'Ask Priya' } },
    'refused to charge “Proof search” otherwise: to another project, “Ask Priya”',
  ],
  [
    'project.add',
    'Agents',
    { after: { members: ['Ines', 'Jonas'] } },
    'added the project “Agents”, with Ines and Jonas',
  ],
  [
    'session.start',
    'Qwen',
    { after: { machines: ['Anjou', 'Bosc'], backend: 'ring', parallelism: 'tensor' } },
    'started Qwen on Anjou and Bosc, TCP ring, tensor parallel',
  ],
  // Rows of the first version: their text stands where the change stands now.
  ['machine.rename', 'Bosc', { detail: 'Anjou → Bosc' }, 'renamed a machine, Anjou → Bosc'],
  [
    'booking.cancel',
    'Proof search',
    { detail: 'Fri 20 Nov, 09:00 to 17:00' },
    'cancelled the booking “Proof search”, Fri 20 Nov, 09:00 to 17:00',
  ],
  ['session.start', 'Qwen', { detail: 'Anjou; ring, tensor' }, 'started Qwen, Anjou; ring, tensor'],
  // An action without words here.
  [
    'machine.move-shelf',
    'Bosc',
    { before: { shelf: null, heightUnits: 2 }, after: { shelf: 'B', heightUnits: 3 } },
    'machine Bosc: move shelf shelf [nothing → B] height units [2 → 3]',
  ],
];
test.each(CASES)('%s of %s', (action, name, sides, sentence) => {
  expect(tell(action, name, sides)).toBe(sentence);
});

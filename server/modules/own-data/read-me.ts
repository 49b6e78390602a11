import type { Part } from './part.ts';
import { LEFT_OUT } from './left-out.ts';

type About = { person: string; lab: string; timeZone: string; at: Date; parts: readonly Part[] };

/** What an archive says of itself, as plain text. */
export function readMe({ person, lab, timeZone, at, parts }: About): string {
  const files = [
    ['chats.json', 'Every chat that you began, with all its branches, what others asked in it too.'],
    ['chats/', `The same chats to be read, as Markdown; times in ${timeZone}.`],
    ['files/', 'The texts of files that you attached.'],
    ...parts.map(({ file, says }) => [file, says]),
  ];
  const reasons = Map.groupBy(Object.entries(LEFT_OUT), ([, why]) => why);
  return [
    `What the lab ${lab} has of ${person}, taken ${at.toISOString()}.`,
    '',
    'Times in JSON are UTC (they end in Z). Money has its currency beside it; energy is in joules, or in the unit that a name says. null is unknown, not zero; simulated is not measured.',
    '',
    ...files.map(([file, says]) => `${file}\n    ${says}`),
    '',
    'Not in it:',
    '- Secrets: passwords, keys, codes, links. The lab keeps hashes or sealed copies of them, which are of use to nobody.',
    '- Files as you attached them: the lab keeps only the text that was read from them.',
    '- Chats, bookings and keys of others, also where you may read them.',
    '- Readings of machines, reports and frozen months: they are the lab’s. What yours took and cost stands with your bookings and sessions.',
    '- What was deleted, and what the lab no longer keeps.',
    '- Backups of the lab, which hold the same as the database did on their day.',
    ...[...reasons].map(([why, columns]) => `- ${columns.map(([column]) => column).join(', ')}: ${why}`),
    '',
  ].join('\n');
}

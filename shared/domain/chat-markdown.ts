import type { ChatRecord, MessageRecord } from '../schemas/chat-file.ts';
import { formatMoment } from './format.ts';
import { newestBranch } from './newest-branch.ts';

/** A chat as Markdown: the branch that ends newest, each message under its heading, its text as it was written. */
export function toMarkdown(chat: ChatRecord, timeZone: string): string {
  const branch = newestBranch(chat.messages);
  const others = chat.messages.length - branch.length;
  return [
    `# ${lineOf(chat.title)}`,
    `A chat of ${lineOf(chat.owner)}. Times in ${timeZone}.${others > 0 ? ` ${others} messages of other branches are left out; the JSON export has them.` : ''}`,
    ...branch.flatMap((it) => [
      `## ${headingOf(it)}, ${formatMoment(it.at, timeZone, 0)}`,
      it.text.trim() || '_No text._',
    ]),
    '',
  ].join('\n\n');
}

const lineOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function headingOf({ role, author, answer, importedModel, origin }: MessageRecord): string {
  if (role === 'user') return lineOf(author ?? 'Somebody');
  if (answer) return `${lineOf(answer.model)}${answer.simulated ? ' (simulated)' : ''}`;
  const by =
    origin === 'edited'
      ? `edited by ${lineOf(author ?? 'somebody')}`
      : origin === 'copied'
        ? 'a copy'
        : 'imported';
  return `${lineOf(importedModel || 'A model')} (${by})`;
}

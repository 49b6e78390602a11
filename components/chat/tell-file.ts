import { formatCount } from '@/shared/domain/format.ts';
import type { FileView } from './types.ts';

/** What of a file goes into the question. */
export function tellFile(file: FileView): string {
  const { pages, kind, encoding, tokens, characters, usedCharacters } = file;
  const words = [
    pages !== null && `${formatCount(pages)} ${pages === 1 ? 'page' : 'pages'}, read as text`,
    kind === 'paste' && 'pasted',
    encoding !== null && encoding !== 'UTF-8' && `read as ${encoding}`,
    usedCharacters < characters &&
      `the first ${formatCount(usedCharacters)} of ${formatCount(characters)} characters`,
    `about ${formatCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`,
  ];
  return words.filter(Boolean).join(', ');
}

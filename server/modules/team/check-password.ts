import { passwordWords } from '@/shared/domain/password-words.ts';
import { WEAKEST_SCORE } from '@/shared/schemas/member.ts';
import { ServiceError } from '../../errors.ts';

/** The lists are large: read when the first password is chosen, and kept. */
let reading: Promise<(password: string, about: string[]) => { score: number }> | undefined;
const readLists = () =>
  (reading ??= (async () => {
    const [{ ZxcvbnFactory }, common, english] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
      import('@zxcvbn-ts/language-en'),
    ]);
    const zxcvbn = new ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...english.dictionary },
      graphs: common.adjacencyGraphs,
    });
    return (password, about) => zxcvbn.check(password, about);
  })());

/**
 * Throws VALIDATION for a password that lists of common ones, or of what is known of the person (`about`: name,
 * address), find soon. Nothing is asked of the network.
 */
export async function checkPassword(password: string, about: readonly string[]): Promise<void> {
  const { score } = (await readLists())(password, passwordWords(about));
  if (score >= WEAKEST_SCORE) return;
  throw new ServiceError(
    'VALIDATION',
    'This password is on lists of common ones, or too near to your name. Take four words that don’t belong together.',
  );
}

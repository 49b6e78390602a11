type Issue = {
  code?: string | undefined;
  message: string;
  origin?: string;
  maximum?: number | bigint;
  minimum?: number | bigint;
};

const UNSAID = 'That input is not in the form this needs.';

/** What is wrong with an input, in people's words: the schema's own, or these in the place of zod's. */
export function issueWords(issue: Issue | undefined): string {
  if (!issue) return UNSAID;
  if (!/^(Invalid|Too (big|small)|Unrecognized)/.test(issue.message)) return issue.message;
  if (issue.code === 'too_big') return tooBig(issue);
  return issue.code === 'too_small' ? tooSmall(issue) : UNSAID;
}

function tooBig({ origin, maximum }: Issue): string {
  if (origin === 'string') return `This has more than ${maximum} characters. Make it shorter.`;
  return origin === 'array' ? `These are too many: at most ${maximum}.` : `This is more than ${maximum}.`;
}

function tooSmall({ origin, minimum }: Issue): string {
  if (origin === 'string')
    return minimum === 1 ? 'This is empty.' : `This has less than ${minimum} characters.`;
  return origin === 'array' ? `These are too few: at least ${minimum}.` : `This is less than ${minimum}.`;
}

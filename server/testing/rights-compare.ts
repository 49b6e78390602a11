import { randomUUID } from 'node:crypto';
import { type Case, MEMBERS, SIGNED_IN } from './rights-case.ts';

/** Who may compare answers, and rate them. */
export const COMPARE_RIGHTS: Record<string, Case[]> = {
  'comparisons.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'comparisons.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.comparison.id }) }],
  'comparisons.start': [
    {
      may: MEMBERS,
      input: ({ mine, theirs }) => ({
        id: randomUUID(),
        prompt: 'Hello',
        isBlind: false,
        runs: [mine, theirs].map((it) => ({ generationId: randomUUID(), sessionId: it.session.id })),
      }),
    },
  ],
  'comparisons.rate': [
    {
      may: MEMBERS,
      input: ({ theirs }) => ({ generationId: theirs.compared.id, verdict: 'good', reasons: [], note: '' }),
    },
  ],
  'comparisons.stop': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.comparison.id }) },
  ],
  'comparisons.share': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.comparison.id, shared: true }) },
    { about: 'another’s', may: [], input: ({ theirs }) => ({ id: theirs.comparison.id, shared: false }) },
  ],
  'comparisons.delete': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.comparison.id }) },
    { about: 'another’s', may: [], input: ({ theirs }) => ({ id: theirs.comparison.id }) },
  ],
  'comparisons.sums': [{ may: SIGNED_IN, input: () => ({}) }],
  'comparisons.ratings': [{ may: MEMBERS, input: () => ({}) }],
};

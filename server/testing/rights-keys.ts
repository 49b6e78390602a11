import { ADMINS, type Case, MEMBERS } from './rights-case.ts';

const fields = () => ({
  name: 'Notebook',
  projectId: null,
  modelIds: [],
  sessionIds: [],
  expiresAt: new Date(Date.now() + 86_400_000),
  requestsPerMinute: 60,
  tokensPerMinute: null,
  tokensPerMonth: 1000,
});

/** Keys that programs ask with. */
export const KEY_RIGHTS: Record<string, Case[]> = {
  'apiKeys.list': [
    { may: MEMBERS, input: () => ({ whose: 'mine' }) },
    { about: 'the lab’s', may: ADMINS, input: () => ({ whose: 'lab' }) },
  ],
  'apiKeys.targets': [{ may: MEMBERS, input: () => ({}) }],
  'apiKeys.requests': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ keyId: mine.key.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ keyId: theirs.key.id }) },
  ],
  'apiKeys.create': [{ may: MEMBERS, input: fields }],
  'apiKeys.change': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.key.id, ...fields() }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.key.id, ...fields() }) },
  ],
  'apiKeys.revoke': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.key.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.key.id }) },
  ],
  'batches.list': [
    { may: MEMBERS, input: () => ({ whose: 'mine' }) },
    { about: 'the lab’s', may: ADMINS, input: () => ({ whose: 'lab' }) },
  ],
  'batches.cancel': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.batch.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.batch.id }) },
  ],
  'apiKeys.origins': [{ may: ADMINS }],
  'apiKeys.setOrigins': [{ may: ADMINS, input: () => ({ origins: ['https://notes.example'] }) }],
};

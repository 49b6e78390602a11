import { randomUUID } from 'node:crypto';
import { ADMINS, type Case, MEMBERS, SIGNED_IN } from './rights-case.ts';

/** Keeping, finding and showing chats. */
export const CHAT_SHELF_RIGHTS: Record<string, Case[]> = {
  'chatShelf.get': [{ may: SIGNED_IN }],
  'chatShelf.unread': [{ may: SIGNED_IN }],
  'chatShelf.search': [{ may: SIGNED_IN, input: () => ({ text: 'chat' }) }],
  'chatShelf.rename': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.conversation.id, title: 'Another' }),
    },
    {
      about: 'another’s',
      may: [],
      input: ({ theirs }) => ({ id: theirs.conversation.id, title: 'Another' }),
    },
  ],
  'chatShelf.arrange': [
    { may: SIGNED_IN, input: ({ theirs }) => ({ ids: [theirs.conversation.id], pinned: true }) },
  ],
  'chatShelf.see': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.conversation.id }) }],
  'chatShelf.delete': [{ may: SIGNED_IN, input: ({ mine }) => ({ ids: [mine.conversation.id] }) }],
  'chatShelf.restore': [{ may: SIGNED_IN, input: ({ mine }) => ({ ids: [mine.conversation.id] }) }],
  'chatShelf.restoreAll': [{ may: SIGNED_IN, input: () => ({ since: new Date() }) }],
  'chatShelf.deleteAll': [{ may: SIGNED_IN }],
  'chatShelf.saveFolder': [
    { may: SIGNED_IN, input: () => ({ id: randomUUID(), name: randomUUID(), systemPrompt: null }) },
  ],
  'chatShelf.deleteFolder': [{ may: SIGNED_IN, input: () => ({ id: 'none' }) }],
  'chatShelf.links': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ conversationId: mine.conversation.id }) },
    { about: 'another’s', may: [], input: ({ theirs }) => ({ conversationId: theirs.conversation.id }) },
  ],
  'chatShelf.createLink': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ conversationId: mine.conversation.id, kind: 'live', endsAt: null }),
    },
    {
      about: 'another’s',
      may: [],
      input: ({ theirs }) => ({ conversationId: theirs.conversation.id, kind: 'live', endsAt: null }),
    },
  ],
  'chatShelf.endLink': [{ may: MEMBERS, input: () => ({ id: 'none' }) }],
  'chatShelf.readLink': [{ may: SIGNED_IN, input: () => ({ token: 'x'.repeat(43) }) }],
  'chatShelf.copy': [
    {
      may: MEMBERS,
      input: ({ theirs }) => ({ id: randomUUID(), from: { conversationId: theirs.conversation.id } }),
    },
  ],
  'chatShelf.setRetention': [{ may: ADMINS, input: () => ({ days: null }) }],
};

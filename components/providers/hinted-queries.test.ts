import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { expect, test } from 'vitest';
import { HINT_KINDS } from '@/shared/protocol/console.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import { hintedQueries } from './hinted-queries.ts';

const queryClient = new QueryClient();
const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: 'http://nobody.invalid' })] });
const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });

const touchedBy = (kind: (typeof HINT_KINDS)[number]) => {
  const { soon, calmly } = hintedQueries(trpc, { kind, id: 'x' });
  const names = (filters: typeof soon) =>
    filters.map(({ queryKey }) => {
      const [path, more] = queryKey as [string[], { input?: { id: string } }?];
      return path.join('.') + (more?.input ? ` ${more.input.id}` : '');
    });
  return { soon: names(soon), calmly: names(calmly) };
};

test('a machine’s change reads that machine again, and what lists all of them at most once a second', () => {
  expect(touchedBy('machine')).toEqual({
    soon: ['machines.get x', 'register.get x', 'joins.rivals x', 'power.machine x'],
    calmly: [
      'machines.list',
      'machines.labNow',
      'lab.glance',
      'audit',
      'machines.evidence x',
      'planning.fit',
      'planning.models',
      'models.onMacs',
      'modelStore.targets',
      'cables',
      'register.list',
      'asset',
      'custody',
      'register.labels',
    ],
  });
});

test('a session’s change reads no other session, a chat’s no other chat', () => {
  expect(touchedBy('session').soon).toContain('sessions.get x');
  expect(touchedBy('session').soon).not.toContain('sessions.get');
  expect(touchedBy('conversation')).toEqual({
    soon: ['chat.get x', 'chatShelf.readLink'],
    calmly: ['chat.list', 'chatShelf.get', 'chatShelf.unread'],
  });
});

test('no hint touches readings, series or reports: they follow their own clock', () => {
  for (const kind of HINT_KINDS) {
    const { soon, calmly } = touchedBy(kind);
    const paths = [...soon, ...calmly].map((it) => it.split('.')[0]);
    expect(paths).not.toContain('metrics');
    expect(paths).not.toContain('reports');
  }
});

test('whatever lists every machine is only read again calmly', () => {
  for (const kind of HINT_KINDS) {
    expect(touchedBy(kind).soon).not.toContain('machines.list');
    expect(touchedBy(kind).soon).not.toContain('machines.labNow');
  }
});

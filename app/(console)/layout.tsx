import type { ReactNode } from 'react';
import { Shell } from '@/components/layout/shell.tsx';
import { SignInFirst } from '@/components/layout/sign-in-first.tsx';
import { MeProvider, type MeView } from '@/components/providers/me.tsx';
import { NowProvider } from '@/components/providers/now.tsx';
import { RealtimeProvider } from '@/components/providers/realtime.tsx';
import { currentUser } from '@/server/trpc/rsc.ts';
import { Prefetched, serverQueries } from '../prefetch.tsx';
import { Warm } from './warm.tsx';

// Read once a request, on the server.
const clock = (): number => Date.now();

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  if (!(await currentUser())) return <SignInFirst />;
  const { queryClient, trpc } = await serverQueries();
  const [me] = await Promise.all([
    queryClient.fetchQuery(trpc.team.me.queryOptions()),
    queryClient.prefetchQuery(trpc.lab.glance.queryOptions()),
    queryClient.prefetchQuery(trpc.lab.notice.queryOptions()),
    queryClient.prefetchQuery(trpc.notifications.unread.queryOptions()),
  ]);
  return (
    <NowProvider atMs={clock()}>
      <Prefetched>
        <MeProvider me={me as MeView}>
          <RealtimeProvider>
            <Shell>{children}</Shell>
            <Warm />
          </RealtimeProvider>
        </MeProvider>
      </Prefetched>
    </NowProvider>
  );
}

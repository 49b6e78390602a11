import type { Metadata } from 'next';
import { JoinDoor } from '@/components/team/join-door.tsx';
import { currentUser } from '@/server/trpc/rsc.ts';

export const metadata: Metadata = { title: 'Join', referrer: 'no-referrer', robots: { index: false } };

/** Where an invitation's link leads; its secret is behind `#` and never comes here. */
export default async function Page() {
  const user = await currentUser();
  return <JoinDoor signedInAs={user?.name ?? null} />;
}

import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { FrontDoor } from '@/components/team/front-door.tsx';
import { SetUpForm } from '@/components/team/set-up-form.tsx';
import { serverQueries } from '../prefetch.tsx';

// The one-time key in the address must not travel further.
export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer', robots: { index: false } };

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  const { queryClient, trpc } = await serverQueries();
  const { setUp } = await queryClient.fetchQuery(trpc.team.isSetUp.queryOptions());
  if (setUp) redirect('/sign-in?set-up=done');
  if (typeof token !== 'string' || token === '') {
    return (
      <FrontDoor
        title="Set up this lab"
        intro="Open the one-time link that the portal printed when it started. It holds the key that proves you may."
      >
        {null}
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title="Set up this lab" intro="You become its owner: you add people and machines.">
      <SetUpForm token={token} />
    </FrontDoor>
  );
}

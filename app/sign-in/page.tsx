import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { safeNext } from '@/components/team/auth.ts';
import { FrontDoor } from '@/components/team/front-door.tsx';
import { SignInForm } from '@/components/team/sign-in-form.tsx';
import { currentUser } from '@/server/trpc/rsc.ts';
import { serverQueries } from '../prefetch.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[]; 'set-up'?: string | string[] }>;
}) {
  const { next, 'set-up': afterSetUp } = await searchParams;
  const target = typeof next === 'string' ? next : null;
  if (await currentUser()) redirect(safeNext(target));
  const { queryClient, trpc } = await serverQueries();
  const { setUp } = await queryClient.fetchQuery(trpc.team.isSetUp.queryOptions());
  return (
    <FrontDoor title="Sign in" intro={introOf(setUp, afterSetUp === 'done')}>
      <SignInForm next={target} />
    </FrontDoor>
  );
}

function introOf(isSetUp: boolean, isSetUpLink: boolean): string {
  if (!isSetUp)
    return 'This lab has no owner yet: open the one-time link that the portal printed when it started.';
  if (isSetUpLink)
    return 'This lab is set up already, and its one-time link works no more. Sign in with your account.';
  return 'With the account an admin of your lab has made for you.';
}

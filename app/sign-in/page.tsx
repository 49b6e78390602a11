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
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const { next } = await searchParams;
  const target = typeof next === 'string' ? next : null;
  if (await currentUser()) redirect(safeNext(target));
  const { queryClient, trpc } = await serverQueries();
  const { setUp } = await queryClient.fetchQuery(trpc.team.isSetUp.queryOptions());
  return (
    <FrontDoor
      title="Sign in"
      intro={
        setUp
          ? 'With the account an admin of your lab has made for you.'
          : 'This lab has no owner yet: open the one-time link that the portal printed when it started.'
      }
    >
      <SignInForm next={target} />
    </FrontDoor>
  );
}

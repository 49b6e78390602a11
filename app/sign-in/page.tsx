import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { safeNext } from '@/components/team/auth.ts';
import { FrontDoor } from '@/components/team/front-door.tsx';
import { Refused } from '@/components/team/refused.tsx';
import { SecondStep } from '@/components/team/second-step.tsx';
import { SignInForm } from '@/components/team/sign-in-form.tsx';
import { currentUser } from '@/server/trpc/rsc.ts';
import { serverQueries } from '../prefetch.tsx';

export const metadata: Metadata = { title: 'Sign in' };

type Given = string | string[];

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ next?: Given; 'set-up'?: Given; refused?: Given }>;
}) {
  const { next, 'set-up': afterSetUp, refused } = await searchParams;
  const target = typeof next === 'string' ? next : null;
  if (await currentUser()) redirect(safeNext(target));
  const { queryClient, trpc } = await serverQueries();
  const [{ setUp }, ways] = await Promise.all([
    queryClient.fetchQuery(trpc.team.isSetUp.queryOptions()),
    queryClient.fetchQuery(trpc.signIns.ways.queryOptions()),
  ]);
  if (ways.lacks)
    return (
      <FrontDoor title={STEP[ways.lacks].title} intro={STEP[ways.lacks].intro}>
        <SecondStep lacks={ways.lacks} next={target} />
      </FrontDoor>
    );
  return (
    <FrontDoor title="Sign in" intro={introOf(setUp, afterSetUp === 'done')}>
      {typeof refused === 'string' && <Refused reason={refused} />}
      <SignInForm next={target} hasPasskeys={ways.hasPasskeys} providerName={ways.providerName} />
    </FrontDoor>
  );
}

const STEP = {
  code: { title: 'Second factor', intro: 'Your account asks for one beside the first.' },
  'set-up': {
    title: 'Set up a second factor',
    intro:
      'This lab asks one of its admins and owners, whichever way they come in. A passkey counts as both.',
  },
};

function introOf(isSetUp: boolean, isSetUpLink: boolean): string {
  if (!isSetUp)
    return 'This lab has no owner yet: open the one-time link that the portal printed when it started.';
  if (isSetUpLink)
    return 'This lab is set up already, and its one-time link works no more. Sign in with your account.';
  return 'With the account an admin of your lab has made for you.';
}

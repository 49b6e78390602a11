import type { Metadata } from 'next';
import Link from 'next/link';
import { ForgotForm } from '@/components/team/forgot-form.tsx';
import { FrontDoor } from '@/components/team/front-door.tsx';
import { serverQueries } from '../../prefetch.tsx';

export const metadata: Metadata = { title: 'Forgot your password?' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  const { hasMail } = await queryClient.fetchQuery(trpc.signIns.ways.queryOptions());
  return (
    <FrontDoor
      title="Forgot your password?"
      intro={
        hasMail
          ? 'Write the address you sign in with; a link to choose a new one is mailed there.'
          : 'This portal sends no mail. Ask an admin of your lab: in Settings, Team they can make you a link that works once.'
      }
    >
      {hasMail && <ForgotForm />}
      <Link href="/sign-in" className="text-sm">
        Back to signing in
      </Link>
    </FrontDoor>
  );
}

import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { FrontDoor } from '@/components/team/front-door.tsx';
import { LinkForm } from '@/components/team/link-form.tsx';

export const metadata: Metadata = {
  title: 'Choose a password',
  referrer: 'no-referrer',
  robots: { index: false },
};

export default async function Page() {
  // Made as it is asked for, as every page of the portal.
  await headers();
  return (
    <FrontDoor title="Choose a password" intro="With the one-time link you were given.">
      <LinkForm />
    </FrontDoor>
  );
}

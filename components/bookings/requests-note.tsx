'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';

/** For whoever may answer: how many requests wait. */
export function RequestsNote() {
  const trpc = useTRPC();
  const mayAnswer = useCan()('booking:approve');
  const count =
    useQuery({ ...trpc.bookings.requests.queryOptions({}), enabled: mayAnswer }).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <div className="pb-3">
      <Banner
        title={count === 1 ? '1 request waits for you.' : `${count} requests wait for you.`}
        action={
          <Link prefetch={false} href="/bookings/requests" className="link">
            See and answer
          </Link>
        }
      />
    </div>
  );
}

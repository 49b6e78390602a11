'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';

/** For whoever may answer: how many requests, and how many contested charges, wait. */
export function RequestsNote() {
  const trpc = useTRPC();
  const can = useCan();
  const requests = useQuery({
    ...trpc.bookings.requests.queryOptions({}),
    enabled: can('booking:approve-led'),
  });
  const charges = useQuery({
    ...trpc.bookings.charges.queryOptions({}),
    enabled: can('booking:decide-charge'),
  });
  return (
    <>
      <Waiting
        count={requests.data?.length ?? 0}
        one="1 request waits for you."
        many="requests wait for you."
        href="/bookings/requests"
      />
      <Waiting
        count={charges.data?.filter((it) => it.decision === null).length ?? 0}
        one="1 charge is contested."
        many="charges are contested."
        href="/bookings/charges"
      />
    </>
  );
}

type Props = { count: number; one: string; many: string; href: string };

function Waiting({ count, one, many, href }: Props) {
  if (count === 0) return null;
  return (
    <div className="pb-3">
      <Banner
        title={count === 1 ? one : `${count} ${many}`}
        action={
          <Link prefetch={false} href={href} className="link">
            See and answer
          </Link>
        }
      />
    </div>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { GraduationCap } from 'lucide-react';
import Link from 'next/link';
import { formatDay } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { AsideItem, AsideList } from './aside-list.tsx';

/** Which qualifications one needs to book this machine, and how one stands; nothing when anybody may. */
export function MachineNeeds({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const needs = useQuery(trpc.qualifications.needsOf.queryOptions({ machineId })).data ?? [];
  if (needs.length === 0) return null;
  const words = ({ standing, until }: (typeof needs)[number]): string => {
    const day = until && formatDay(until, zone, nowMs);
    if (standing === 'valid') return day ? `you have it until ${day} without use` : 'you have it';
    if (standing === 'none') return 'you do not have it yet';
    return standing === 'ended' ? `yours ended on ${day}` : `yours was taken back on ${day}`;
  };
  return (
    <AsideList title="Who may book it" empty="">
      {needs.map((it) => (
        <AsideItem
          key={it.qualificationId}
          icon={<GraduationCap aria-hidden size={16} strokeWidth={1.6} className="text-muted" />}
        >
          Needs{' '}
          <Link prefetch={false} href="/settings/qualifications" className="font-strong hover:underline">
            {it.name}
          </Link>
          <span className="block text-muted">{words(it)}</span>
        </AsideItem>
      ))}
    </AsideList>
  );
}

'use client';

import { Cable, PackageOpen, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { isOverdue, overdueWords } from './asset/custody-words.ts';
import { useHandedOut } from './asset/use-handed-out.ts';
import { AsideItem, AsideList } from './aside-list.tsx';
import { type Concern, concernsOf } from './concerns.ts';
import type { IslandView, MachineView } from './types.ts';

const ICONS: Record<Concern['kind'], ReactNode> = {
  silent: <StatusGlyph status="unknown" label={null} />,
  attention: <TriangleAlert aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />,
  engine: <TriangleAlert aria-hidden size={17} strokeWidth={1.6} className="text-muted" />,
  overdue: <PackageOpen aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />,
  cables: <Cable aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />,
};

/** What somebody should see to, each with the way to it. */
export function NeedsALook({
  machines,
  islands,
}: {
  machines: readonly MachineView[];
  islands: readonly IslandView[];
}) {
  const zone = useZone();
  const nowMs = useNow(10_000);
  const handedOut = useHandedOut().data ?? [];
  const overdue = handedOut
    .filter((it) => isOverdue(it, nowMs))
    .map((it): Concern => ({
      key: `overdue ${it.id}`,
      kind: 'overdue',
      title: `${it.machineName} is overdue`,
      detail: overdueWords(it, { zone, nowMs }),
      href: `/machines/${it.machineId}`,
    }));
  return (
    <AsideList title="Needs a look" empty="Nothing now.">
      {[...concernsOf(machines, islands, zone, nowMs), ...overdue].map((it) => (
        <AsideItem key={it.key} icon={ICONS[it.kind]}>
          {it.href ? (
            <Link prefetch={false} href={it.href} className="font-strong hover:underline">
              {it.title}
            </Link>
          ) : (
            <b>{it.title}</b>
          )}
          <span className="block text-muted">{it.detail}</span>
        </AsideItem>
      ))}
    </AsideList>
  );
}

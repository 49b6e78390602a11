'use client';

import { type MouseEvent, type ReactNode, useState } from 'react';
import { later } from '../ui/later.tsx';
import type { SafeLink } from './safe-link.ts';

const LeaveDialog = later(() => import('./leave-dialog.tsx'));

/** A link that a model wrote: who presses one that leads out of the lab sees first where to. */
export function OutsideLink({ link, children }: { link: SafeLink; children: ReactNode }) {
  const [isAsking, setAsking] = useState(false);
  const [wasAsked, setAsked] = useState(false);
  const ask = (event: MouseEvent<HTMLAnchorElement>): void => {
    // A right press opens the browser's own menu, which shows the address.
    if (event.button === 2 || !leadsOut(link.href)) return;
    event.preventDefault();
    setAsked(true);
    setAsking(true);
  };
  return (
    <>
      <a
        href={link.href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        onClick={ask}
        onAuxClick={ask}
      >
        {children}
      </a>
      {wasAsked && <LeaveDialog link={link} open={isAsking} onOpenChange={setAsking} />}
    </>
  );
}

// A letter is written before it goes, and its link says to whom.
const leadsOut = (href: string): boolean =>
  !href.startsWith('mailto:') && new URL(href).origin !== location.origin;

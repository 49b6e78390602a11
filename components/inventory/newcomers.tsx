'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { aboutNewcomer, AdmitNewcomer } from './admit-newcomer.tsx';
import type { NewcomerView } from './types.ts';

/** No hint tells of somebody who is nobody yet. */
const LOOK_MS = 15_000;

/** Machines that came with a token for whichever comes, and wait for somebody to say which they are. */
export function Newcomers() {
  const trpc = useTRPC();
  const [asked, setAsked] = useState<NewcomerView | null>(null);
  const { data = [] } = useQuery({ ...trpc.joins.newcomers.queryOptions(), refetchInterval: LOOK_MS });
  if (data.length === 0 && !asked) return null;
  return (
    <section aria-label="Waiting to be let in" className="flex flex-col gap-2 pb-4">
      {data.map((it) => (
        <Banner
          key={it.id}
          tone="warning"
          icon={<StatusGlyph status="unknown" label={null} />}
          title={`${it.hostName ?? 'A machine'} waits to be let in.`}
          action={
            <Button small onClick={() => setAsked(it)}>
              Say which it is…
            </Button>
          }
        >
          {aboutNewcomer(it)}
        </Banner>
      ))}
      {asked && (
        <Dialog open onOpenChange={() => setAsked(null)} title={`Let ${asked.hostName ?? 'this machine'} in`}>
          <AdmitNewcomer
            newcomer={asked}
            onAdmitted={() => setAsked(null)}
            onRefused={() => setAsked(null)}
          />
        </Dialog>
      )}
    </section>
  );
}

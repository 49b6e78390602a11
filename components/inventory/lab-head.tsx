'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { shownKind } from '@/shared/domain/shown-kind.ts';
import { changeAddress } from '../layout/change-address.ts';
import { ShownSwitch } from '../layout/shown-switch.tsx';
import { SimulatedNote } from '../layout/simulated-note.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { useRefreshEach } from '../providers/use-refresh-each.ts';
import { hasSomething, headOf, ofKind } from './head-kind.ts';
import './lab-head.css';
import { LabChart } from './lab-chart.tsx';
import { MeteredFigures, UnmeteredFigures } from './lab-figures.tsx';
import { FreeLead, PowerLead } from './lab-lead.tsx';
import type { MachineView } from './types.ts';
import { useLabLoad } from './use-lab-load.ts';

const REFRESH_MS = 60_000;

/**
 * The answer first: what the lab draws now and lately, what is free, what today has cost; of real Macs or of simulated
 * ones, never of both. A lab that measures no power opens with what it does know: what is free, how busy it is, and the
 * memory in use.
 */
export function LabHead({ machines }: { machines: readonly MachineView[] }) {
  const trpc = useTRPC();
  const asked = useSearchParams().get('show');
  const refetchInterval = useRefreshEach(REFRESH_MS);
  const { data: lab } = useQuery({ ...trpc.machines.labNow.queryOptions(), refetchInterval });
  const now = useLabGlance();
  const load = useLabLoad(machines);
  if (!now || !lab) return <section aria-label="The lab now" className="lab-head" />;
  const [real, simulated] = [headOf('real', now, lab), headOf('simulated', now, lab)];
  const hasBoth = real.machines > 0 && simulated.machines > 0;
  const kind = hasBoth
    ? shownKind(asked, { real: hasSomething(real), simulated: hasSomething(simulated) })
    : shownKind(null, { real: real.machines > 0, simulated: simulated.machines > 0 });
  const head = kind === 'real' ? real : simulated;
  const own = ofKind(machines, kind);
  const isMetered = head.powerWatts !== null || head.energyTodayJoules !== null;
  return (
    <section aria-label="The lab now">
      {(hasBoth || kind === 'simulated') && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3 pb-4">
          {hasBoth && (
            <ShownSwitch
              value={kind}
              onChange={(next) => changeAddress(`/machines?show=${next}`, 'replace')}
            />
          )}
          {kind === 'simulated' && <SimulatedNote />}
        </div>
      )}
      <div className="lab-head">
        {isMetered ? <PowerLead head={head} /> : <FreeLead head={head} machines={own} />}
        <LabChart head={head} load={load} isMetered={isMetered} />
        {isMetered ? (
          <MeteredFigures head={head} machines={own} />
        ) : (
          <UnmeteredFigures head={head} load={load} />
        )}
      </div>
    </section>
  );
}

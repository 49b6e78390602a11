'use client';

import {
  formatCoverage,
  formatEnergy,
  formatTokens,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import { useLiveLab } from '../providers/use-live.ts';
import type { WallView } from './types.ts';
import { WallCurve } from './wall-curve.tsx';

/** Of less than that no sum leads. */
const LEAST_COVERAGE = 0.5;

type Props = { wall: WallView; nowMs: number };

/** The answer first: what the lab draws, what is free, what today has used. */
export function WallHero({ wall, nowMs }: Props) {
  const live = useLiveLab();
  const isReal = wall.shown === 'real';
  const watts = live ? (isReal ? live.powerWatts : live.simulatedPowerWatts) : wall.power.watts;
  const measured = (isReal && live?.measuredMachines) || wall.power.measuredMachines;
  const free = wall.machines.filter((it) => it.holder.kind === 'free' && it.status === 'active').length;
  const parts = watts === null ? null : splitUnit(formatWatts(watts));
  const { energyJoules, coverage, tokens } = wall.today;
  const isKnown = energyJoules !== null && (coverage ?? 1) >= LEAST_COVERAGE;
  const energy = isKnown ? splitUnit(formatEnergy(energyJoules)) : null;
  const told = splitUnit(formatTokens(tokens));
  const of = wall.machines.length;
  return (
    <section className="w-hero" aria-label="The lab now" data-unmetered={parts === null || undefined}>
      {parts ? (
        <p className="w-lead">
          {parts.value}
          <small> {parts.unit}</small>
        </p>
      ) : (
        <p className="w-lead">
          {free}
          <small> of {of} free</small>
        </p>
      )}
      <WallCurve
        curve={wall.curve}
        simulated={!isReal}
        timeZone={wall.timeZone}
        nowMs={nowMs}
        note={parts ? `${measured} of ${of} Macs measured` : 'power not measured now'}
      />
      <dl className="w-figs">
        <Fig label="Free now" value={String(free)} unit={`of ${of}`} />
        <Fig label="Sessions" value={String(wall.sessions.length)} />
        <Fig
          label="Today"
          value={energy?.value ?? null}
          unit={
            energy
              ? `${energy.unit}${coverage === null ? '' : `, ${formatCoverage(coverage)} covered`}`
              : energyJoules === null
                ? 'not measured'
                : 'too little measured'
          }
        />
        <Fig label="Tokens today" value={told.value} unit={told.unit} />
      </dl>
    </section>
  );
}

function Fig({ label, value, unit = '' }: { label: string; value: string | null; unit?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value} <small>{unit}</small>
      </dd>
    </div>
  );
}

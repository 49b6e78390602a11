'use client';

import './wall-machines.css';
import { memo, type CSSProperties } from 'react';
import { formatPercent, formatWatts } from '@/shared/domain/format.ts';
import { useLiveReading } from '../providers/use-live.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { WallMachineView, WallView } from './types.ts';
import { wallLayout } from './wall-layout.ts';
import { wallLine, wallMeters } from './wall-words.ts';

type Props = { wall: WallView; nowMs: number };
type Island = WallView['islands'][number];

/** All machines: on their branches where they fit, else as tiles. */
export const WallMachines = memo(function WallMachines({ wall, nowMs }: Props) {
  const byId = new Map(wall.machines.map((it) => [it.id, it]));
  const layout = wallLayout(wall.islands);
  const show = (id: string, isTile: boolean) => {
    const machine = byId.get(id);
    if (!machine) return null;
    const line = wallLine(machine, wall.shown, { zone: wall.timeZone, nowMs });
    const Shape = isTile ? Tile : Row;
    return (
      <Shape
        key={id}
        machine={machine}
        status={line.status}
        tone={line.tone}
        text={line.text}
        heardBy={nowMs - STALE_MS}
      />
    );
  };
  if (wall.machines.length === 0)
    return <p className="w-none">The lab’s Macs appear here once their agent has joined.</p>;
  if (layout.kind === 'rows') {
    return (
      <div className="w-macs" style={{ '--columns': Math.max(2, layout.columns.length) } as CSSProperties}>
        {layout.columns.map((islands, index) => (
          <div key={index} className="w-column">
            {islands.map((it) => (
              <section key={it.id} className="w-island" data-kind={it.kind} aria-label={it.title}>
                <IslandHead island={it} />
                <ul>{it.machineIds.map((id) => show(id, false))}</ul>
              </section>
            ))}
          </div>
        ))}
      </div>
    );
  }
  return (
    <ul className="w-tiles" style={{ '--across': layout.across } as CSSProperties}>
      {wall.islands.flatMap((it) => it.machineIds.map((id) => show(id, true)))}
    </ul>
  );
});

const IslandHead = ({ island }: { island: Island }) => (
  <header>
    <h2>{island.title}</h2>
    <span>{island.kind === 'none' ? '' : island.verdict}</span>
  </header>
);

/** Older than this, by the portal's clock, a reading is not of now. */
const STALE_MS = 15_000;
type ShapeProps = {
  machine: WallMachineView;
  status: ReturnType<typeof wallLine>['status'];
  tone: ReturnType<typeof wallLine>['tone'];
  text: string;
  heardBy: number;
};

/** The newest of what came live and what the list had; null when it is not of now. */
function useFresh({ id, live }: WallMachineView, heardBy: number) {
  const framed = useLiveReading(id);
  const listedMs = live ? Date.parse(live.at) : -Infinity;
  const newest = framed && framed.atMs >= listedMs ? framed : live;
  const atMs = Math.max(framed?.atMs ?? -Infinity, listedMs);
  return { reading: newest && atMs >= heardBy ? newest : null, isTold: newest !== null };
}

const Row = memo(function Row({ machine, status, tone, text, heardBy }: ShapeProps) {
  const { reading, isTold } = useFresh(machine, heardBy);
  const watts = reading?.powerWatts ?? null;
  const missing = reading ? 'not measured' : isTold || status === 'unknown' ? 'unknown' : 'no reading';
  return (
    <li className="w-m">
      <span className="w-node">
        <StatusGlyph status={status} />
      </span>
      <b>{machine.name}</b>
      {watts === null ? (
        <span className="w-unknown">{missing}</span>
      ) : (
        <span className="w-watts">{formatWatts(watts)}</span>
      )}
      <p data-tone={tone}>{text}</p>
      <p className="w-meters" data-hot={(machine.thermalPressure ?? 0) >= 2 || undefined}>
        {reading && wallMeters(reading, machine.thermalPressure)}
      </p>
    </li>
  );
});

const Tile = memo(function Tile({ machine, status, tone, text, heardBy }: ShapeProps) {
  const { reading } = useFresh(machine, heardBy);
  const watts = reading?.powerWatts ?? null;
  const load = reading ? (reading.gpuRatio ?? reading.cpuRatio) : null;
  return (
    <li className="w-tile" data-status={status}>
      <p className="w-name">
        <StatusGlyph status={status} small />
        <b>{machine.name}</b>
      </p>
      <p className="w-figure">
        <span>{watts === null ? '–' : formatWatts(watts)}</span>
        <span className="w-load">{load === null ? '' : formatPercent(load)}</span>
      </p>
      <p className="w-who" data-tone={tone}>
        {text}
      </p>
    </li>
  );
});

'use client';

import './island.css';
import { IslandHead } from '../ui/island-head.tsx';
import { useGrowing } from '../ui/use-growing.ts';
import { MachineRow } from './machine-row.tsx';
import type { SparkPoint } from '../ui/spark.tsx';
import type { IslandView, MachineView } from './types.ts';
import { useMachineActions } from './use-machine-actions.tsx';
import { usePowerSeries } from './use-power-series.ts';

/** Rows that are there at once: more than a screen holds. */
const ROWS_AT_ONCE = 40;
const NO_POWER: readonly SparkPoint[] = [];

/** All machines on their branches; retired ones apart, at the end. */
export function MachineList({
  machines,
  islands,
}: {
  machines: readonly MachineView[];
  islands: readonly IslandView[];
}) {
  const current = machines.filter((it) => it.status !== 'retired');
  const retired = machines.filter((it) => it.status === 'retired');
  // Where no real machine tells watts, the room of the curves goes to the words.
  const isUnmetered = current.every((it) => it.simulated || (it.live?.powerWatts ?? null) === null);
  const power = usePowerSeries();
  const count = useGrowing('machines', current.length, ROWS_AT_ONCE);
  const byId = new Map(current.map((it) => [it.id, it]));
  const inOrder = islands.flatMap(({ machineIds }) => machineIds.flatMap((id) => byId.get(id) ?? []));
  const shown = new Map(inOrder.slice(0, count).map((it) => [it.id, it]));
  const { menuOf, dialogs } = useMachineActions();
  const rowOf = (machine: MachineView) => (
    <MachineRow
      key={machine.id}
      machine={machine}
      power={power && (power.get(machine.id) ?? NO_POWER)}
      menuOf={() => menuOf(machine)}
    />
  );
  return (
    <div className="machine-list" data-unmetered={isUnmetered || undefined}>
      <div className="machine-columns" aria-hidden>
        <span>Mac</span>
        <span>Who has it</span>
        <span>{isUnmetered ? 'Power' : 'Power, 15 min'}</span>
        <span>GPU or CPU</span>
        <span>Memory</span>
      </div>
      {islands.map((island) => {
        const rows = island.machineIds.flatMap((id) => shown.get(id) ?? []);
        if (rows.length === 0) return null;
        return (
          <section
            key={island.id}
            className="island"
            data-kind={island.kind}
            data-simulated={island.simulated || undefined}
            aria-label={island.title}
          >
            <IslandHead island={island} />
            <ul>{rows.map(rowOf)}</ul>
          </section>
        );
      })}
      {retired.length > 0 && (
        <details className="island mt-6" data-kind="none">
          <summary className="text-sm text-muted">Retired ({retired.length})</summary>
          <ul>{retired.map(rowOf)}</ul>
        </details>
      )}
      {dialogs}
    </div>
  );
}

'use client';

import {
  formatCoverage,
  formatEnergy,
  formatMemory,
  formatTokens,
  splitUnit,
} from '@/shared/domain/format.ts';
import { Figure } from '../ui/figure.tsx';
import { Value } from '../ui/value.tsx';
import { freeMacs } from './free-macs.ts';
import type { HeadFigures } from './head-kind.ts';
import type { LabLoad } from './lab-load.ts';
import type { MachineView } from './types.ts';

const NAMED = 3;
type Props = { head: HeadFigures };

export function MeteredFigures({ head, machines }: Props & { machines: readonly MachineView[] }) {
  const { free } = freeMacs(machines);
  const names = free.slice(0, NAMED).join(', ');
  const more = free.length > NAMED ? ` and ${free.length - NAMED} more` : '';
  const energy = head.energyTodayJoules === null ? null : splitUnit(formatEnergy(head.energyTodayJoules));
  return (
    <dl className="lab-figures">
      <Figure
        label="Free now"
        value={free.length}
        unit={`of ${head.machines}`}
        basis={names ? names + more : 'none'}
      />
      <Figure
        label="Energy today"
        value={
          energy?.value ?? (
            <None reason={`No ${head.kind} machine in the lab has counted its energy today.`} />
          )
        }
        unit={energy?.unit}
        basis={
          energy && head.energyTodayCoverage !== null && `${formatCoverage(head.energyTodayCoverage)} covered`
        }
      />
      <TokensToday head={head} />
    </dl>
  );
}

export function UnmeteredFigures({ head, load }: Props & { load: LabLoad }) {
  const memory = load.memoryUsedBytes === null ? null : splitUnit(formatMemory(load.memoryUsedBytes));
  return (
    <dl className="lab-figures">
      <Figure
        label="Running"
        value={head.runningSessions}
        unit={head.runningSessions === 1 ? 'session' : 'sessions'}
        basis="power not measured"
      />
      <Figure
        label="Memory in use"
        value={memory?.value ?? <None reason="No real machine in the lab tells its memory now." />}
        unit={memory?.unit}
        basis={memory && `of ${formatMemory(load.memoryTotalBytes)} in ${hosts(load.memoryHosts)}`}
      />
      <TokensToday head={head} />
    </dl>
  );
}

function TokensToday({ head }: Props) {
  const tokens = splitUnit(formatTokens(head.tokensToday));
  const sessions = head.runningSessions === 1 ? '1 session' : `${head.runningSessions} sessions`;
  return <Figure label="Tokens today" value={tokens.value} unit={tokens.unit} basis={`in ${sessions} now`} />;
}

const hosts = (count: number): string => (count === 1 ? '1 computer' : `${count} computers`);

function None({ reason }: { reason: string }) {
  return (
    <span className="text-base">
      <Value state="not-measured" reason={reason} />
    </span>
  );
}

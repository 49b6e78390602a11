'use client';

import { formatCelsius, formatMemory, formatPercent, formatWatts } from '@/shared/domain/format.ts';
import { Figure } from '../ui/figure.tsx';
import { estimatePower } from './estimate-power.ts';
import { LiveValue } from './live-value.tsx';
import { sourceWords } from '../metrics/source-words.ts';
import type { MachineView } from './types.ts';
import { useReading } from './use-reading.ts';

/** The machine's meters at this second; a meter that does not exist is said so. */
export function MachineFigures({ machine }: { machine: MachineView }) {
  const reading = useReading(machine);
  const { simulated } = machine;
  const total = reading?.memoryTotalBytes ?? machine.memoryBytes;
  const source = reading?.powerSource ?? null;
  const shown = { reading, simulated };
  return (
    <dl className="grid w-full grid-cols-2 gap-x-8 gap-y-4 tablet:grid-cols-3 desktop:grid-cols-5">
      <Figure
        label="Power"
        value={
          <LiveValue
            {...shown}
            value={reading?.powerWatts ?? null}
            format={formatWatts}
            missing="This machine has no power meter that the agent can read."
            estimate={estimatePower(machine, reading)}
          />
        }
        basis={source && sourceWords([source])}
      />
      <Figure
        label="GPU"
        value={
          <LiveValue
            {...shown}
            value={reading?.gpuRatio ?? null}
            format={formatPercent}
            missing="The agent can’t read this machine’s GPU."
          />
        }
      />
      <Figure
        label="CPU"
        value={
          <LiveValue
            {...shown}
            value={reading?.cpuRatio ?? null}
            format={formatPercent}
            missing="The agent can’t read this machine’s load."
          />
        }
      />
      <Figure
        label="Memory in use"
        value={
          <LiveValue
            {...shown}
            value={reading?.memoryUsedBytes ?? null}
            format={formatMemory}
            missing="The agent can’t read the memory in use."
          />
        }
        basis={total !== null && total !== undefined ? `of ${formatMemory(total)}` : undefined}
      />
      <Figure
        label="Temperature"
        value={
          <LiveValue
            {...shown}
            value={reading?.temperatureCelsius ?? null}
            format={formatCelsius}
            missing="The agent can’t read a temperature here."
          />
        }
      />
    </dl>
  );
}

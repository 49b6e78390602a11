import { TriangleAlert } from 'lucide-react';
import { formatMemory } from '@/shared/domain/format.ts';
import { SimulatedTag } from '../ui/tag.tsx';
import { AsideItem, AsideList } from './aside-list.tsx';
import type { MachineDetailView } from './types.ts';

/** Model processes on a machine that were not started from here; nothing where there is none. */
export function MachineUnmanaged({ machine }: { machine: MachineDetailView }) {
  if (!machine.unmanaged || machine.unmanaged.length === 0) return null;
  return (
    <div>
      <AsideList title="Not started here" empty="">
        {machine.unmanaged.map((it) => (
          <AsideItem
            key={it.pid}
            icon={<TriangleAlert aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />}
          >
            <b>
              {formatMemory(it.memoryBytes)} by {it.program}
            </b>{' '}
            {machine.simulated && <SimulatedTag />}
            <span className="block text-muted">
              process {it.pid} of {it.user}
            </span>
          </AsideItem>
        ))}
      </AsideList>
      <p className="pt-2 text-sm text-muted">
        Counts as memory in use. Espalier never ends it: ask whoever runs it.
      </p>
    </div>
  );
}

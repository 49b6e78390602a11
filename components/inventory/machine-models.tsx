import { formatCount, formatGigabytes } from '@/shared/domain/format.ts';
import { Tag } from '../ui/tag.tsx';
import { MachineModelRoom } from './machine-model-room.tsx';
import type { MachineDetailView } from './types.ts';

/** Models in the machine's own folder, and what stands in the way of starting them. */
export function MachineModels({ machine }: { machine: MachineDetailView }) {
  return (
    <section aria-label="Models on it">
      <h2 className="border-b border-border-strong pb-2">Models on it</h2>
      <MachineModelRoom machineId={machine.id} name={machine.name} />
      {machine.models.length === 0 && (
        <p className="py-2 text-sm text-muted">
          None yet. The agent finds models in its models folder by itself.
        </p>
      )}
      <ul>
        {machine.models.map((model) => (
          <li
            key={model.id}
            className="flex flex-wrap items-baseline gap-x-3 border-t border-border py-2 first:border-t-0"
          >
            <b>{model.title}</b>
            {model.problem && <Tag tone="warning">can’t start</Tag>}
            <span className="ml-auto text-sm whitespace-nowrap text-text-2">
              {formatGigabytes(model.weightsBytes)}
            </span>
            <p className="w-full text-sm text-muted">
              {model.problem ?? model.description}
              {model.layers !== null && ` ${formatCount(model.layers)} layers, ${model.architecture}.`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

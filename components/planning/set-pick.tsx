'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { Pick } from '../ui/pick.tsx';
import { MOST_TOGETHER, type Question } from './question.ts';
import { listFewNames } from './words.ts';

type SetPickProps = { question: Question; onAsk: (change: Partial<Question>) => void };

/** Any of the lab's sets, an island, or a machine. */
export function SetPick({ question, onAsk }: SetPickProps) {
  const trpc = useTRPC();
  const list = useQuery(trpc.machines.list.queryOptions()).data;
  const machines = list?.machines.filter(({ status }) => status !== 'retired') ?? [];
  const islands = (list?.islands ?? []).filter(
    ({ kind, machineIds }) => kind !== 'none' && kind !== 'one_host' && machineIds.length <= MOST_TOGETHER,
  );
  const chosen = question.machineIds.join(',');
  const options: [string, string][] = [
    ['', 'any of our sets'],
    ...islands.map(({ machineIds, title }): [string, string] => [machineIds.join(','), title]),
    ...machines.map(({ id, name }): [string, string] => [id, name]),
  ];
  if (!options.some(([ids]) => ids === chosen)) {
    const names = machines.filter(({ id }) => question.machineIds.includes(id)).map(({ name }) => name);
    options.push([chosen, listFewNames(names) || 'chosen machines']);
  }
  return (
    <Pick
      label="Machines"
      value={chosen}
      options={options}
      onChange={(ids) => onAsk({ machineIds: ids.split(',').filter(Boolean) })}
    />
  );
}

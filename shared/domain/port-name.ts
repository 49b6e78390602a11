import type { MacModel } from '../data/mac-models.ts';
import type { MachineFacts } from '../schemas/machine.ts';
import { portKey } from './topology.ts';

export type NamedMachine = {
  facts: Pick<MachineFacts, 'thunderbolt'> | null;
  model: Pick<MacModel, 'thunderbolt' | 'rdma'> | null;
};

/**
 * A port as it is found on the case: its number, where on the case as far as that is established for the model, and
 * its interface. Which of a Mac's numbers is at the left or the right is established for none.
 */
export function namePort(port: string, { facts, model }: NamedMachine): string {
  const reported = facts?.thunderbolt?.find((it) => portKey(it) === port);
  const number = reported?.receptacle ?? /^Thunderbolt (\d+)$/.exec(port)?.[1];
  const isInterface = /^en\d+$/.test(port);
  // A cable entered by hand may name a port in words of its own.
  if (number === undefined && !isInterface) return port;
  const place = model?.rdma.doubtfulInterfaces.includes(port)
    ? ' next to Ethernet'
    : model?.thunderbolt.place === 'back'
      ? ' at the back'
      : '';
  if (number === undefined) return `Thunderbolt port${place} (${port})`;
  return `Thunderbolt port ${number}${place}${isInterface ? ` (${port})` : ''}`;
}

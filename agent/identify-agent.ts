import { realpathSync } from 'node:fs';
import type { JoiningMachine } from '@/shared/protocol/join.ts';
import type { RunArguments } from './arguments.ts';
import type { Where } from './identity.ts';
import { hashPlace, identifyMachine } from './probes/index.ts';
import { simulateMachine } from './runtime/simulated/simulated-machine.ts';

/** The machine this agent speaks for, before it is looked at closely. */
export async function identifyArgs(args: RunArguments): Promise<JoiningMachine> {
  if (args.simulate === null) return identifyMachine();
  const { facts } = simulateMachine(args.simulate, args.name ?? args.dataFolder, args.cables);
  const { hostId, hostName, hwModel, chip, memoryBytes } = facts;
  return { serial: null, hardwareId: hostId, hostName, hwModel, chip, memoryBytes };
}

/** Said at each connection, so that a copy of this identity is noticed and this one is let in again at once. */
export function whereOf({ hardwareId, hostName }: JoiningMachine, dataFolder: string): Where {
  if (hardwareId === null) return { hostName };
  return { hostName, hardwareId, placeId: hashPlace(hardwareId, realpathSync(dataFolder)) };
}

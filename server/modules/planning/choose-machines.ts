import { ServiceError } from '../../errors.ts';
import type { LabMachineNow } from './read-lab-machines.ts';

/** The machines that somebody names, each once; never real and simulated ones together. */
export function chooseMachines(machines: readonly LabMachineNow[], ids: readonly string[]): LabMachineNow[] {
  const wanted = new Set(ids);
  const chosen = machines.filter(({ id }) => wanted.has(id));
  if (chosen.length < wanted.size) {
    throw new ServiceError('NOT_FOUND', 'One of these machines is not in the lab any more. Choose others.');
  }
  if (new Set(chosen.map(({ simulated }) => simulated)).size > 1) {
    throw new ServiceError('VALIDATION', 'Real and simulated machines are never planned together.');
  }
  return chosen;
}

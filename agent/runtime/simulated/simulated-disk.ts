import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { writeFileAtomically } from '../../atomic-file.ts';
import { type SimulatedModel, simulatedModels } from './simulated-models.ts';

const Disk = z.object({ lacks: z.array(z.string()).max(100) });

export type SimulatedDisk = ReturnType<typeof openSimulatedDisk>;

/** Which of the played models a simulated machine has; it keeps that over a restart. `lacks`: at its very beginning. */
export function openSimulatedDisk(file: string, lacks: readonly string[]) {
  const missing = new Set(readMissing(file) ?? lacks);
  const write = (): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomically(file, JSON.stringify({ lacks: [...missing] }));
  };
  return {
    models: (): SimulatedModel[] => simulatedModels().filter(({ id }) => !missing.has(id)),
    add(modelId: string): void {
      missing.delete(modelId);
      write();
    },
    remove(modelId: string): void {
      missing.add(modelId);
      write();
    },
  };
}

function readMissing(file: string): string[] | null {
  try {
    return Disk.parse(JSON.parse(readFileSync(file, 'utf8'))).lacks;
  } catch {
    return null;
  }
}

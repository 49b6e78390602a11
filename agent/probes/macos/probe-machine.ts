import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { Run } from '../run.ts';
export async function probeMac(_options: { run: Run; modelsFolder?: string }): Promise<MachineFacts> {
  throw new Error('not yet');
}

import type { Meters } from '../meters.ts';
import type { Run } from '../run.ts';
export async function openMacMeters(_options: { run: Run }): Promise<Meters> {
  throw new Error('not yet');
}

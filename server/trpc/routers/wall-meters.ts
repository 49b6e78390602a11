import * as z from 'zod';
import { Id } from '@/shared/schemas/units.ts';
import {
  ImportedWallReadings,
  ImportWallReadingsInput,
  ListWallMetersInput,
  RemoveWallMeterInput,
  SaveWallMeterInput,
  WallMeter,
} from '@/shared/schemas/wall-meter.ts';
import {
  importWallReadings,
  listWallMeters,
  removeWallMeter,
  saveWallMeter,
} from '../../modules/wall-meters/index.ts';
import { procedure, router } from '../init.ts';

/** Plugs and PDUs that meter machines at the wall. */
export const wallMetersRouter = router({
  list: procedure
    .input(ListWallMetersInput)
    .output(z.array(WallMeter))
    .query(({ ctx, input }) => listWallMeters(ctx, input)),
  save: procedure
    .input(SaveWallMeterInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => saveWallMeter(ctx, input)),
  remove: procedure.input(RemoveWallMeterInput).mutation(({ ctx, input }) => removeWallMeter(ctx, input)),
  importReadings: procedure
    .input(ImportWallReadingsInput)
    .output(ImportedWallReadings)
    .mutation(({ ctx, input }) => importWallReadings(ctx, input)),
});

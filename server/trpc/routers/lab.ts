import { LabGlance } from '@/shared/schemas/machine.ts';
import { readGlance } from '../../modules/inventory/index.ts';
import { procedure, router } from '../init.ts';

export const labRouter = router({
  /** The one question of the shell, asked on every page. */
  glance: procedure.output(LabGlance).query(({ ctx }) => readGlance(ctx)),
});

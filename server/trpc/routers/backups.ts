import { Backups, ReadBackupsInput } from '@/shared/schemas/backup.ts';
import { readBackups } from '../../modules/backups/index.ts';
import { procedure, router } from '../init.ts';

export const backupsRouter = router({
  read: procedure
    .input(ReadBackupsInput)
    .output(Backups)
    .query(({ ctx, input }) => readBackups(ctx, input)),
});

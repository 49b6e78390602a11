import { LabGlance } from '@/shared/schemas/machine.ts';
import { Keeping, KeepingPreview } from '@/shared/schemas/keeping.ts';
import {
  AnnounceInput,
  AuditRetention,
  LabNotice,
  PauseInput,
  PutAwayInput,
} from '@/shared/schemas/notice.ts';
import { previewKeeping, readKeeping, setKeeping } from '../../modules/keeping/index.ts';
import { readGlance } from '../../modules/inventory/index.ts';
import {
  announce,
  pauseLab,
  putAway,
  readAuditRetention,
  readNotice,
  setAuditRetention,
} from '../../modules/notices/index.ts';
import { procedure, router } from '../init.ts';

export const labRouter = router({
  /** The one question of the shell, asked on every page. */
  glance: procedure.output(LabGlance).query(({ ctx }) => readGlance(ctx)),
  notice: procedure.output(LabNotice).query(({ ctx }) => readNotice(ctx)),
  announce: procedure.input(AnnounceInput).mutation(({ ctx, input }) => announce(ctx, input)),
  endAnnouncement: procedure.mutation(({ ctx }) => announce(ctx, null)),
  putAway: procedure.input(PutAwayInput).mutation(({ ctx, input }) => putAway(ctx, input)),
  pause: procedure.input(PauseInput).mutation(({ ctx, input }) => pauseLab(ctx, input)),
  resume: procedure.mutation(({ ctx }) => pauseLab(ctx, null)),
  keeping: procedure.output(Keeping).query(({ ctx }) => readKeeping(ctx)),
  previewKeeping: procedure
    .input(Keeping)
    .output(KeepingPreview)
    .query(({ ctx, input }) => previewKeeping(ctx, input)),
  setKeeping: procedure.input(Keeping).mutation(({ ctx, input }) => setKeeping(ctx, input)),
  auditRetention: procedure.output(AuditRetention).query(({ ctx }) => readAuditRetention(ctx)),
  setAuditRetention: procedure
    .input(AuditRetention)
    .mutation(({ ctx, input }) => setAuditRetention(ctx, input)),
});

import * as z from 'zod';
import {
  ChangeWindowInput,
  DonePage,
  ListDoneInput,
  ListWindowsInput,
  PlanSeriesInput,
  PlanWindowInput,
  PreviewSeriesInput,
  PreviewWindowInput,
  SeriesPreview,
  WindowList,
  WindowPreview,
} from '@/shared/schemas/maintenance.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  cancelWindow,
  changeWindow,
  endSeries,
  listDone,
  listWindows,
  planSeries,
  planWindow,
  previewSeries,
  previewWindow,
} from '../../modules/maintenance/index.ts';
import { procedure, router } from '../init.ts';

const JustId = z.object({ id: Id });

/** Maintenance as people plan it: of one machine or several, once or again and again. */
export const maintenanceRouter = router({
  list: procedure
    .input(ListWindowsInput)
    .output(WindowList)
    .query(({ ctx, input }) => listWindows(ctx, input)),
  done: procedure
    .input(ListDoneInput)
    .output(DonePage)
    .query(({ ctx, input }) => listDone(ctx, input)),
  preview: procedure
    .input(PreviewWindowInput)
    .output(WindowPreview)
    .query(({ ctx, input }) => previewWindow(ctx, input)),
  previewSeries: procedure
    .input(PreviewSeriesInput)
    .output(SeriesPreview)
    .query(({ ctx, input }) => previewSeries(ctx, input)),
  /** Refused with CONFLICT, those in the way named for whom no way out was chosen. */
  plan: procedure
    .input(PlanWindowInput)
    .output(JustId)
    .mutation(({ ctx, input }) => planWindow(ctx, input)),
  change: procedure
    .input(ChangeWindowInput)
    .output(JustId)
    .mutation(({ ctx, input }) => changeWindow(ctx, input)),
  /** Before its start it is gone; while it runs it ends now. */
  cancel: procedure.input(JustId).mutation(({ ctx, input }) => cancelWindow(ctx, input)),
  planSeries: procedure
    .input(PlanSeriesInput)
    .output(JustId)
    .mutation(({ ctx, input }) => planSeries(ctx, input)),
  endSeries: procedure.input(JustId).mutation(({ ctx, input }) => endSeries(ctx, input)),
});

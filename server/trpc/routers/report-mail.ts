import * as z from 'zod';
import {
  ListReportSchedulesInput,
  MOST_SCHEDULES,
  OfViewInput,
  ReportMail,
  ReportScheduleRow,
  SaveReportScheduleInput,
  SendReportNowInput,
} from '@/shared/schemas/report-mail.ts';
import {
  listReportSchedules,
  readReportMail,
  saveReportSchedule,
  sendReportNow,
  stopReportSchedule,
} from '../../modules/report-mail/index.ts';
import { procedure, router } from '../init.ts';

/** Saved reports that go out by mail. */
export const reportMailRouter = router({
  list: procedure
    .input(ListReportSchedulesInput)
    .output(z.array(ReportScheduleRow).max(MOST_SCHEDULES))
    .query(({ ctx, input }) => listReportSchedules(ctx, input)),
  read: procedure
    .input(OfViewInput)
    .output(ReportMail)
    .query(({ ctx, input }) => readReportMail(ctx, input)),
  save: procedure.input(SaveReportScheduleInput).mutation(({ ctx, input }) => saveReportSchedule(ctx, input)),
  stop: procedure.input(OfViewInput).mutation(({ ctx, input }) => stopReportSchedule(ctx, input)),
  sendNow: procedure.input(SendReportNowInput).mutation(({ ctx, input }) => sendReportNow(ctx, input)),
});

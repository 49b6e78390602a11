import * as z from 'zod';
import {
  BookingSeries,
  BookingSeriesPreview,
  CancelBookingSeriesInput,
  ChangeBookingSeriesInput,
  ChangedSeries,
  CreateBookingSeriesInput,
  CreatedSeries,
  PreviewBookingSeriesInput,
} from '@/shared/schemas/booking-series.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  cancelBookingSeries,
  changeBookingSeries,
  createBookingSeries,
  getBookingSeries,
  previewBookingSeries,
} from '../../modules/bookings/index.ts';
import { procedure, router } from '../init.ts';

export const bookingSeriesRouter = router({
  get: procedure
    .input(z.object({ id: Id }))
    .output(BookingSeries)
    .query(({ ctx, input }) => getBookingSeries(ctx, input)),
  /** What would become of each date; nothing is written. */
  preview: procedure
    .input(PreviewBookingSeriesInput)
    .output(BookingSeriesPreview)
    .query(({ ctx, input }) => previewBookingSeries(ctx, input)),
  /** Refused with CONFLICT and `SeriesRefusal` in `data.service.details` while a date that can't be had is not left out. */
  create: procedure
    .input(CreateBookingSeriesInput)
    .output(CreatedSeries)
    .mutation(({ ctx, input }) => createBookingSeries(ctx, input)),
  /** Refused as `create` is. */
  change: procedure
    .input(ChangeBookingSeriesInput)
    .output(ChangedSeries)
    .mutation(({ ctx, input }) => changeBookingSeries(ctx, input)),
  cancel: procedure
    .input(CancelBookingSeriesInput)
    .output(ChangedSeries)
    .mutation(({ ctx, input }) => cancelBookingSeries(ctx, input)),
});

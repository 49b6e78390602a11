import * as z from 'zod';
import {
  Booking,
  BookingCheck,
  BookingIdInput,
  ChangeBookingInput,
  CheckBookingInput,
  CreateBookingInput,
  FindFreeInput,
  ListBookingsInput,
  ListMaintenanceInput,
  ListReplacementsInput,
  Replacement,
  ReplaceMachineInput,
  Maintenance,
  PlanMaintenanceInput,
} from '@/shared/schemas/booking.ts';
import {
  BookingCost,
  ContestChargeInput,
  ContestedCharge,
  CostEstimate,
  DecideChargeInput,
  EstimateCostInput,
  ListChargesInput,
} from '@/shared/schemas/booking-cost.ts';
import {
  ApproveBookingInput,
  BookingExtension,
  BookingLife,
  BookingRequest,
  DeclineBookingInput,
  HandOverInput,
  Heir,
  ListedRequest,
  ListHeirsInput,
  ListRecordInput,
  ListRequestsInput,
  ListWaitingInput,
  WaitingPerson,
} from '@/shared/schemas/booking-life.ts';
import { ToldPage } from '@/shared/schemas/audit.ts';
import { BookingNotice, ListNoticesInput, MoveBookingInput } from '@/shared/schemas/maintenance.ts';
import { Id, Instant } from '@/shared/schemas/units.ts';
import {
  approveBooking,
  cancelBooking,
  changeBooking,
  checkBooking,
  checkIn,
  contestCharge,
  createBooking,
  decideCharge,
  declineBooking,
  endBooking,
  estimateCost,
  findNextFree,
  getBooking,
  handOverBooking,
  keepBooking,
  listBookings,
  listCharges,
  listHeirs,
  listNotices,
  listRecord,
  listRequests,
  listWaiting,
  moveBooking,
  offerMove,
  readExtension,
  readLife,
  readRequest,
  offerReplacements,
  replaceMachine,
  readBookingCost,
  seeNotice,
} from '../../modules/bookings/index.ts';
import { cancelMaintenance, listMaintenance, planMaintenance } from '../../modules/maintenance/index.ts';
import { procedure, router } from '../init.ts';

export const bookingsRouter = router({
  /** Bookings that touch the window, cancelled ones left out, by start. */
  list: procedure
    .input(ListBookingsInput)
    .output(z.array(Booking))
    .query(({ ctx, input }) => listBookings(ctx, input)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(Booking)
    .query(({ ctx, input }) => getBooking(ctx, input)),
  /** What a booking would be told, without making it. */
  check: procedure
    .input(CheckBookingInput)
    .output(BookingCheck)
    .query(({ ctx, input }) => checkBooking(ctx, input)),
  /** Refused with CONFLICT and `BookingConflict` in `data.service.details` when a machine is taken. */
  create: procedure
    .input(CreateBookingInput)
    .output(Booking)
    .mutation(({ ctx, input }) => createBooking(ctx, input)),
  /** Before its start. */
  cancel: procedure
    .input(BookingIdInput)
    .output(Booking)
    .mutation(({ ctx, input }) => cancelBooking(ctx, input)),
  /** Times, machines, purpose before its start; its end while it runs. Refused as `create` is. */
  change: procedure
    .input(ChangeBookingInput)
    .output(Booking)
    .mutation(({ ctx, input }) => changeBooking(ctx, input)),
  /** From 15 minutes before its start on. */
  checkIn: procedure
    .input(z.object({ id: Id }))
    .output(Booking)
    .mutation(({ ctx, input }) => checkIn(ctx, input)),
  /** The answer to whether an idle booking is still needed. */
  keep: procedure
    .input(z.object({ id: Id }))
    .output(Booking)
    .mutation(({ ctx, input }) => keepBooking(ctx, input)),
  /** Machines that could take the place of one of its own. */
  replacements: procedure
    .input(ListReplacementsInput)
    .output(z.array(Replacement))
    .query(({ ctx, input }) => offerReplacements(ctx, input)),
  replaceMachine: procedure
    .input(ReplaceMachineInput)
    .output(Booking)
    .mutation(({ ctx, input }) => replaceMachine(ctx, input)),
  /** While it runs: gives the machines back now and ends its session. */
  end: procedure
    .input(BookingIdInput)
    .output(Booking)
    .mutation(({ ctx, input }) => endBooking(ctx, input)),
  /** Grants a request; CONFLICT with `BookingConflict` when its machines are taken by now. */
  approve: procedure
    .input(ApproveBookingInput)
    .output(Booking)
    .mutation(({ ctx, input }) => approveBooking(ctx, input)),
  decline: procedure
    .input(DeclineBookingInput)
    .output(Booking)
    .mutation(({ ctx, input }) => declineBooking(ctx, input)),
  /** What waits for an answer, the next to begin first. */
  requests: procedure
    .input(ListRequestsInput)
    .output(z.array(ListedRequest))
    .query(({ ctx, input }) => listRequests(ctx, input)),
  request: procedure
    .input(z.object({ id: Id }))
    .output(BookingRequest)
    .query(({ ctx, input }) => readRequest(ctx, input)),
  /** Its moments, sessions and figures so far. */
  life: procedure
    .input(z.object({ id: Id }))
    .output(BookingLife)
    .query(({ ctx, input }) => readLife(ctx, input)),
  /** Until when it could run on, and why no longer. */
  extension: procedure
    .input(z.object({ id: Id }))
    .output(BookingExtension)
    .query(({ ctx, input }) => readExtension(ctx, input)),
  /** To somebody who may have it, with all that it costs; never free in between. */
  handOver: procedure
    .input(HandOverInput)
    .output(Booking)
    .mutation(({ ctx, input }) => handOverBooking(ctx, input)),
  heirs: procedure
    .input(ListHeirsInput)
    .output(z.array(Heir))
    .query(({ ctx, input }) => listHeirs(ctx, input)),
  /** Who waits for its machines while it has them. */
  waitingFor: procedure
    .input(ListWaitingInput)
    .output(z.array(WaitingPerson))
    .query(({ ctx, input }) => listWaiting(ctx, input)),
  record: procedure
    .input(ListRecordInput)
    .output(ToldPage)
    .query(({ ctx, input }) => listRecord(ctx, input)),
  nextFree: procedure
    .input(FindFreeInput)
    .output(z.object({ startsAt: Instant, endsAt: Instant }).nullable())
    .query(({ ctx, input }) => findNextFree(ctx, input)),
  /** Where it could be moved: the next time that all its machines are free for as long. */
  moveOffer: procedure
    .input(z.object({ id: Id }))
    .output(z.object({ startsAt: Instant, endsAt: Instant }).nullable())
    .query(({ ctx, input }) => offerMove(ctx, input)),
  /** Before its start; refused with CONFLICT when it is taken there. */
  move: procedure
    .input(MoveBookingInput)
    .output(Booking)
    .mutation(({ ctx, input }) => moveBooking(ctx, input)),
  /** What was done to one's own bookings, or is asked of them, until it is understood. */
  notices: procedure
    .input(ListNoticesInput)
    .output(z.array(BookingNotice))
    .query(({ ctx, input }) => listNotices(ctx, input)),
  seeNotice: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => seeNotice(ctx, input)),
  /** What machines would cost for a time. */
  estimate: procedure
    .input(EstimateCostInput)
    .output(CostEstimate)
    .query(({ ctx, input }) => estimateCost(ctx, input)),
  /** What it costs, reserved and used beside it. */
  cost: procedure
    .input(z.object({ id: Id }))
    .output(BookingCost)
    .query(({ ctx, input }) => readBookingCost(ctx, input)),
  /** Of one's own, while it runs or when it is over. */
  contestCharge: procedure
    .input(ContestChargeInput)
    .output(BookingCost)
    .mutation(({ ctx, input }) => contestCharge(ctx, input)),
  charges: procedure
    .input(ListChargesInput)
    .output(z.array(ContestedCharge))
    .query(({ ctx, input }) => listCharges(ctx, input)),
  decideCharge: procedure.input(DecideChargeInput).mutation(({ ctx, input }) => decideCharge(ctx, input)),
  maintenance: procedure
    .input(ListMaintenanceInput)
    .output(z.array(Maintenance))
    .query(({ ctx, input }) => listMaintenance(ctx, input)),
  /** Refused with CONFLICT, the bookings in the way named. */
  planMaintenance: procedure
    .input(PlanMaintenanceInput)
    .output(Maintenance)
    .mutation(({ ctx, input }) => planMaintenance(ctx, input)),
  /** Before its start it is gone; while it runs it ends now. */
  cancelMaintenance: procedure
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) => cancelMaintenance(ctx, input)),
});

import * as z from 'zod';
import {
  CheckInInput,
  CheckOutInput,
  Custody,
  CustodyPage,
  ListCustodiesInput,
  ListHandedOutInput,
} from '@/shared/schemas/custody.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  acknowledgeCustody,
  checkIn,
  checkOut,
  listCustodies,
  listHandedOut,
} from '../../modules/register/index.ts';
import { procedure, router } from '../init.ts';

/** In whose hands machines are. */
export const custodyRouter = router({
  ofMachine: procedure
    .input(ListCustodiesInput)
    .output(CustodyPage)
    .query(({ ctx, input }) => listCustodies(ctx, input)),
  handedOut: procedure
    .input(ListHandedOutInput)
    .output(z.array(Custody))
    .query(({ ctx, input }) => listHandedOut(ctx, input)),
  checkOut: procedure
    .input(CheckOutInput)
    .output(Custody)
    .mutation(({ ctx, input }) => checkOut(ctx, input)),
  checkIn: procedure
    .input(CheckInInput)
    .output(Custody)
    .mutation(({ ctx, input }) => checkIn(ctx, input)),
  acknowledge: procedure
    .input(z.object({ id: Id }))
    .output(Custody)
    .mutation(({ ctx, input }) => acknowledgeCustody(ctx, input)),
});

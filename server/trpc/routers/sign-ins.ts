import * as z from 'zod';
import {
  EndSignInInput,
  ListSignInsInput,
  MadeLink,
  MakeLinkInput,
  SignInList,
  UseLinkInput,
  WaysIn,
} from '@/shared/schemas/sign-in.ts';
import {
  endOtherSignIns,
  endSignIn,
  listSignIns,
  makeSignInLink,
  readWaysIn,
  whoseLink,
} from '../../modules/sign-ins/index.ts';
import { procedure, publicProcedure, router } from '../init.ts';

const LinkInput = UseLinkInput.pick({ token: true });

export const signInsRouter = router({
  ways: publicProcedure.output(WaysIn).query(({ ctx }) => readWaysIn(ctx)),
  list: procedure
    .input(ListSignInsInput)
    .output(SignInList)
    .query(({ ctx, input }) => listSignIns(ctx, input)),
  end: procedure.input(EndSignInInput).mutation(({ ctx, input }) => endSignIn(ctx, input)),
  endOthers: procedure.output(z.object({ ended: z.int() })).mutation(({ ctx }) => endOtherSignIns(ctx)),
  makeLink: procedure
    .input(MakeLinkInput)
    .output(MadeLink)
    .mutation(({ ctx, input }) => makeSignInLink(ctx, input)),
  whoseLink: publicProcedure
    .input(LinkInput)
    .output(z.object({ name: z.string(), email: z.string() }))
    .mutation(({ ctx, input }) => whoseLink(ctx, input)),
});

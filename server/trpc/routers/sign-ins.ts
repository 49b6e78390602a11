import * as z from 'zod';
import {
  CodeInput,
  ConfirmInput,
  EndSignInInput,
  ListSignInsInput,
  MadeLink,
  MakeLinkInput,
  NewPasskeyInput,
  PasskeyAnswer,
  PasskeyIdInput,
  PasskeyNameInput,
  ProviderInput,
  ProviderView,
  SecondFactorRuleInput,
  SecondFactorRuleView,
  SecondFactors,
  SignInList,
  TiedView,
  UseLinkInput,
  WaysIn,
} from '@/shared/schemas/sign-in.ts';
import {
  addPasskey,
  askNewPasskey,
  askPasskey,
  beginCodes,
  confirmPerson,
  endOtherSignIns,
  endSignIn,
  finishCodes,
  getProvider,
  getSecondFactorRule,
  giveCode,
  listSignIns,
  makeSignInLink,
  proveByPasskey,
  readSecondFactors,
  readTied,
  readWaysIn,
  removeCodes,
  removePasskey,
  removeProvider,
  renamePasskey,
  renewRecoveryCodes,
  setProvider,
  setSecondFactorRule,
  untieProvider,
  whoseLink,
} from '../../modules/sign-ins/index.ts';
import { halfInProcedure, procedure, publicProcedure, router } from '../init.ts';

const Codes = z.object({ codes: z.array(z.string()) });
const PasskeyQuestion = z.object({ question: z.string(), sealed: z.string() });
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
  secondFactors: halfInProcedure.output(SecondFactors).query(({ ctx }) => readSecondFactors(ctx)),
  giveCode: halfInProcedure.input(CodeInput).mutation(({ ctx, input }) => giveCode(ctx, input)),
  confirm: procedure.input(ConfirmInput).mutation(({ ctx, input }) => confirmPerson(ctx, input)),
  beginCodes: halfInProcedure
    .output(z.object({ secret: z.string(), address: z.string() }))
    .mutation(({ ctx }) => beginCodes(ctx)),
  finishCodes: halfInProcedure
    .input(CodeInput)
    .output(Codes)
    .mutation(({ ctx, input }) => finishCodes(ctx, input)),
  renewRecoveryCodes: procedure.output(Codes).mutation(({ ctx }) => renewRecoveryCodes(ctx)),
  removeCodes: procedure.mutation(({ ctx }) => removeCodes(ctx)),
  /** What the browser has to ask a passkey; for whoever stands in front of the portal too. */
  askPasskey: publicProcedure.output(PasskeyQuestion).mutation(({ ctx }) => askPasskey(ctx)),
  proveByPasskey: halfInProcedure
    .input(PasskeyAnswer)
    .mutation(({ ctx, input }) => proveByPasskey(ctx, input)),
  askNewPasskey: halfInProcedure.output(PasskeyQuestion).mutation(({ ctx }) => askNewPasskey(ctx)),
  addPasskey: halfInProcedure.input(NewPasskeyInput).mutation(({ ctx, input }) => addPasskey(ctx, input)),
  renamePasskey: procedure.input(PasskeyNameInput).mutation(({ ctx, input }) => renamePasskey(ctx, input)),
  removePasskey: procedure.input(PasskeyIdInput).mutation(({ ctx, input }) => removePasskey(ctx, input)),
  secondFactorRule: procedure.output(SecondFactorRuleView).query(({ ctx }) => getSecondFactorRule(ctx)),
  setSecondFactorRule: procedure
    .input(SecondFactorRuleInput)
    .output(SecondFactorRuleView)
    .mutation(({ ctx, input }) => setSecondFactorRule(ctx, input)),
  provider: procedure.output(ProviderView).query(({ ctx }) => getProvider(ctx)),
  setProvider: procedure
    .input(ProviderInput)
    .output(ProviderView)
    .mutation(({ ctx, input }) => setProvider(ctx, input)),
  removeProvider: procedure.output(ProviderView).mutation(({ ctx }) => removeProvider(ctx)),
  tied: procedure.output(TiedView).query(({ ctx }) => readTied(ctx)),
  untie: procedure.mutation(({ ctx }) => untieProvider(ctx)),
});

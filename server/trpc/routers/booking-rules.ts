import * as z from 'zod';
import { BookingRule, MayRow, RuleChoices, SaveRuleInput } from '@/shared/schemas/booking-rule.ts';
import { limit } from '@/shared/schemas/paging.ts';
import { Id } from '@/shared/schemas/units.ts';
import { listRules, removeRule, saveRule, whatMayIBook } from '../../modules/booking-rules/index.ts';
import { procedure, router } from '../init.ts';

export const bookingRulesRouter = router({
  /** Those that are set, and the teams, machines and models that one can be set for. */
  list: procedure
    .input(z.object({ limit: limit(1000, 1000) }).prefault({}))
    .output(RuleChoices)
    .query(({ ctx, input }) => listRules(ctx, input)),
  /** One line a kind for who asks: what counts for them, and where they stand. */
  may: procedure.output(z.array(MayRow)).query(({ ctx }) => whatMayIBook(ctx)),
  save: procedure
    .input(SaveRuleInput)
    .output(BookingRule)
    .mutation(({ ctx, input }) => saveRule(ctx, input)),
  remove: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => removeRule(ctx, input)),
});

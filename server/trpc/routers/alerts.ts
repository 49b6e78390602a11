import * as z from 'zod';
import {
  AcknowledgeAlertInput,
  AlertChoices,
  AlertChoicesInput,
  AlertPage,
  AlertPreview,
  AlertRule,
  AlertSilence,
  AlertTest,
  ListAlertRulesInput,
  ListAlertsInput,
  ListSilencesInput,
  PreviewAlertInput,
  SaveAlertRuleInput,
  SendAlertTestInput,
  SetAlertRuleInput,
  SilenceAlertsInput,
} from '@/shared/schemas/alert.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  acknowledgeAlert,
  endSilence,
  listAlertChoices,
  listAlertRules,
  listAlerts,
  listSilences,
  previewAlertRule,
  readAlertTest,
  removeAlertRule,
  saveAlertRule,
  sendAlertTest,
  setAlertRule,
  silenceAlerts,
} from '../../modules/alerts/index.ts';
import { procedure, router } from '../init.ts';

const WithId = z.object({ id: Id });

/** What is watched, what fires and what has, and what is kept quiet. */
export const alertsRouter = router({
  list: procedure
    .input(ListAlertsInput)
    .output(AlertPage)
    .query(({ ctx, input }) => listAlerts(ctx, input)),
  acknowledge: procedure
    .input(AcknowledgeAlertInput)
    .mutation(({ ctx, input }) => acknowledgeAlert(ctx, input)),
  rules: procedure
    .input(ListAlertRulesInput)
    .output(z.array(AlertRule))
    .query(({ ctx, input }) => listAlertRules(ctx, input)),
  choices: procedure
    .input(AlertChoicesInput)
    .output(AlertChoices)
    .query(({ ctx, input }) => listAlertChoices(ctx, input)),
  saveRule: procedure
    .input(SaveAlertRuleInput)
    .output(WithId)
    .mutation(({ ctx, input }) => saveAlertRule(ctx, input)),
  /** A mutation, since what it names may be too long for an address; it writes nothing. */
  preview: procedure
    .input(PreviewAlertInput)
    .output(AlertPreview)
    .mutation(({ ctx, input }) => previewAlertRule(ctx, input)),
  sendTest: procedure.input(SendAlertTestInput).mutation(({ ctx, input }) => sendAlertTest(ctx, input)),
  test: procedure
    .input(WithId)
    .output(AlertTest)
    .query(({ ctx, input }) => readAlertTest(ctx, input)),
  setRule: procedure.input(SetAlertRuleInput).mutation(({ ctx, input }) => setAlertRule(ctx, input)),
  removeRule: procedure.input(WithId).mutation(({ ctx, input }) => removeAlertRule(ctx, input)),
  silences: procedure
    .input(ListSilencesInput)
    .output(z.array(AlertSilence))
    .query(({ ctx, input }) => listSilences(ctx, input)),
  silence: procedure
    .input(SilenceAlertsInput)
    .output(WithId)
    .mutation(({ ctx, input }) => silenceAlerts(ctx, input)),
  endSilence: procedure.input(WithId).mutation(({ ctx, input }) => endSilence(ctx, input)),
});

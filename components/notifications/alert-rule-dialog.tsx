'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  ALERT_KIND_NAMES,
  alertKind,
  type AlertKind,
  SEVERITIES,
  type Severity,
} from '@/shared/domain/alert-kinds.ts';
import { formatDuration } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Choice } from '../ui/choice.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { type AlertRuleDraft, draftOf, draftProblem, inputOf, withKind } from './alert-rule-draft.ts';
import { AlertTryout } from './alert-tryout.tsx';
import { ROLE_WORDS, SEVERITY_LABEL } from './alert-words.ts';
import type { AlertChoicesView, AlertRuleView } from './types.ts';

type Props = { rule: AlertRuleView | null; choices: AlertChoicesView; onClose: () => void };
type PartProps = { draft: AlertRuleDraft; set: (change: Partial<AlertRuleDraft>) => void };

/** What is watched, when that is too much, and who is told which way. */
export default function AlertRuleDialog({ rule, choices, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const set = (change: Partial<AlertRuleDraft>): void => setDraft((it) => ({ ...it, ...change }));
  const save = useMutation(
    trpc.alerts.saveRule.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.alerts.pathFilter());
        toast.done(`“${draft.name.trim()}” saved`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={rule ? `Change “${rule.name}”` : 'New alert rule'}
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={draft.name.trim() !== '' && draftProblem(draft) === null}
      onSubmit={() => save.mutate(inputOf(draft))}
      onClose={onClose}
    >
      {rule === null && (
        <SelectField
          label="Watches"
          options={ALERT_KIND_NAMES.map((it) => ({ value: it, label: alertKind(it).label }))}
          hint={alertKind(draft.kind).about}
          value={draft.kind}
          onChange={(event) => setDraft(withKind(draft, event.target.value as AlertKind))}
        />
      )}
      <div className="grid gap-4 tablet:grid-cols-2">
        <InputField
          label="Name"
          required
          maxLength={60}
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label="Severity"
          options={SEVERITIES.map((it) => ({ value: it, label: SEVERITY_LABEL[it] }))}
          value={draft.severity}
          onChange={(event) => set({ severity: event.target.value as Severity })}
        />
      </div>
      <Marks draft={draft} set={set} />
      <Scope draft={draft} set={set} choices={choices} />
      <Told draft={draft} set={set} choices={choices} />
      <AlertTryout draft={draft} />
    </FormDialog>
  );
}

const TIMES = [0, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 21_600, 86_400];
const timesWith = (own: number) =>
  [...new Set([...TIMES, own])]
    .toSorted((a, b) => a - b)
    .map((seconds) => ({
      value: String(seconds),
      label: seconds === 0 ? 'at once' : `for ${formatDuration(seconds * 1000)}`,
    }));

/** Two marks and two times, so that what hovers around one of them does not fire again and again. */
function Marks({ draft, set }: PartProps) {
  const { measure, about } = alertKind(draft.kind);
  const problem = draftProblem(draft);
  const worse = measure?.rises ? 'or more' : 'or less';
  const better = measure?.rises ? 'or less' : 'or more';
  return (
    <fieldset className="grid gap-4 tablet:grid-cols-2">
      <legend className="pb-2 text-xs text-muted">
        {measure
          ? 'Two marks, so that it does not fire again and again around one of them.'
          : `Fires when there is ${about}.`}
      </legend>
      {measure && (
        <InputField
          label={`Fires at, ${[measure.unit, worse].filter(Boolean).join(' ')}`}
          inputMode="decimal"
          maxLength={11}
          required
          value={draft.threshold}
          onChange={(event) => set({ threshold: event.target.value })}
        />
      )}
      <SelectField
        label={measure ? 'When it has been so' : 'Fires when it has been so'}
        options={timesWith(draft.fireAfterSeconds)}
        value={String(draft.fireAfterSeconds)}
        onChange={(event) => set({ fireAfterSeconds: Number(event.target.value) })}
      />
      {measure && (
        <InputField
          label={`Clears at, ${[measure.unit, better].filter(Boolean).join(' ')}`}
          inputMode="decimal"
          maxLength={11}
          required
          error={problem}
          value={draft.clearsAt}
          onChange={(event) => set({ clearsAt: event.target.value })}
        />
      )}
      <SelectField
        label={measure ? 'When it has been back' : 'Clears when it has been well'}
        options={timesWith(draft.clearAfterSeconds)}
        value={String(draft.clearAfterSeconds)}
        onChange={(event) => set({ clearAfterSeconds: Number(event.target.value) })}
      />
    </fieldset>
  );
}

const SCOPES = [
  { value: 'all', label: 'every Mac' },
  { value: 'models', label: 'Macs of some models' },
  { value: 'machines', label: 'some Macs, by name' },
];

function Scope({ draft, set, choices }: PartProps & { choices: AlertChoicesView }) {
  if (alertKind(draft.kind).of === 'project') return null;
  const options = [
    ...(draft.kind === 'power_over' ? [{ value: 'lab', label: 'the whole lab as one' }] : []),
    ...SCOPES,
  ];
  return (
    <div className="flex flex-col gap-2">
      <SelectField
        label="Of which Macs"
        options={options}
        value={draft.scope}
        onChange={(event) => set({ scope: event.target.value as AlertRuleDraft['scope'] })}
      />
      {draft.scope === 'models' && (
        <Choice
          legend="Models"
          options={choices.models}
          chosen={draft.catalogIds}
          onChange={(catalogIds) => set({ catalogIds })}
        />
      )}
      {draft.scope === 'machines' && (
        <Choice
          legend="Macs"
          options={choices.machines.map((it) => ({ ...it, ...(it.simulated && { about: 'simulated' }) }))}
          chosen={draft.machineIds}
          onChange={(machineIds) => set({ machineIds })}
        />
      )}
    </div>
  );
}

function Told({ draft, set, choices }: PartProps & { choices: AlertChoicesView }) {
  const [isWide, setWide] = useState(draft.teamIds.length + draft.personIds.length > 0);
  return (
    <>
      <Choice
        legend="Who is told"
        options={Object.entries(ROLE_WORDS).map(([id, words]) => ({ id, name: `All ${words}` }))}
        chosen={draft.roles}
        onChange={(roles) => set({ roles: roles as AlertRuleDraft['roles'] })}
      >
        <Checkbox
          checked={draft.tellsConcerned}
          onChange={(event) => set({ tellsConcerned: event.target.checked })}
        >
          Whoever it concerns
          <span className="text-xs text-muted">
            keeps the Mac, booked it, started the session, is in the project
          </span>
        </Checkbox>
        <Checkbox checked={isWide} onChange={(event) => setWide(event.target.checked)}>
          Teams or people by name
        </Checkbox>
      </Choice>
      {isWide && (
        <div className="grid gap-4 tablet:grid-cols-2">
          <Choice
            legend="Teams"
            options={choices.teams}
            chosen={draft.teamIds}
            onChange={(teamIds) => set({ teamIds })}
          />
          <Choice
            legend="People"
            options={choices.people}
            chosen={draft.personIds}
            onChange={(personIds) => set({ personIds })}
          />
        </div>
      )}
      <fieldset>
        <legend className="text-sm font-medium">Besides in the app</legend>
        <Checkbox checked={draft.byEmail} onChange={(event) => set({ byEmail: event.target.checked })}>
          E-mail
        </Checkbox>
        <Checkbox checked={draft.byWebhook} onChange={(event) => set({ byWebhook: event.target.checked })}>
          Webhook
          <span className="text-xs text-muted">the lab’s once, and people’s own</span>
        </Checkbox>
        <Checkbox
          checked={draft.sendsSimulated}
          onChange={(event) => set({ sendsSimulated: event.target.checked })}
        >
          Of simulated Macs too
        </Checkbox>
        <p className="text-xs text-muted">
          Each person’s own choice of ways still counts: this lets out, it does not force.
        </p>
      </fieldset>
    </>
  );
}

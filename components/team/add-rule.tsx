'use client';

import { useState } from 'react';
import { RULE_LABEL } from '@/shared/domain/rule-words.ts';
import { type RuleKind, type RuleScope, scopesOf, type Valued } from '@/shared/schemas/booking-rule.ts';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { FIRST_VALUES, RULE_KINDS } from './rule-parts.ts';
import { RuleSentence } from './rule-sentence.tsx';
import type { RuleChoicesView } from './types.ts';
import { useRules } from './use-rules.ts';

type Props = { choices: RuleChoicesView; onClose: () => void };
const SCOPES: Record<RuleScope, string> = {
  lab: 'the whole lab',
  team: 'one team',
  model: 'every machine of a model',
  machine: 'one machine',
};

/** Which rule, for whom or what, with which numbers. */
export default function AddRule({ choices, onClose }: Props) {
  const rules = useRules();
  const [kind, setKind] = useState<RuleKind>('longest');
  const [scope, setScope] = useState<RuleScope>('lab');
  const [value, setValue] = useState<Valued['value']>(FIRST_VALUES.longest);
  const [chosenId, setOfId] = useState<string | null>(null);
  const things = { lab: [], team: choices.teams, model: choices.models, machine: choices.machines }[scope];
  const of = things.find((it) => it.id === chosenId) ?? things[0] ?? null;
  const at = { scope, ofId: of?.id ?? null, ofName: of?.name ?? null };
  const before =
    choices.rules.find((it) => it.kind === kind && it.scope === scope && it.ofId === at.ofId) ?? null;
  const isPossible = scope === 'lab' || of !== null;
  return (
    <FormDialog
      title="Add a rule"
      submitLabel={before ? 'Replace the rule' : 'Add the rule'}
      busyLabel="Saving…"
      sending={{ isPending: rules.isPending, error: null }}
      canSubmit={isPossible}
      onSubmit={() => void rules.set({ kind, value } as Valued, at, before).then(onClose)}
      onClose={onClose}
    >
      <SelectField
        label="Rule"
        value={kind}
        options={RULE_KINDS.map((it) => ({ value: it, label: RULE_LABEL[it] }))}
        onChange={(event) => {
          const next = event.target.value as RuleKind;
          setKind(next);
          setValue(FIRST_VALUES[next]);
          if (!scopesOf(next).includes(scope)) setScope('lab');
        }}
      />
      <SelectField
        label="Counts for"
        value={scope}
        options={scopesOf(kind).map((it) => ({ value: it, label: SCOPES[it] }))}
        onChange={(event) => setScope(event.target.value as RuleScope)}
      />
      {scope !== 'lab' && things.length > 0 && (
        <SelectField
          label={{ team: 'Team', model: 'Model', machine: 'Machine' }[scope]}
          value={of?.id ?? ''}
          options={things.map((it) => ({ value: it.id, label: it.name }))}
          onChange={(event) => setOfId(event.target.value)}
        />
      )}
      {!isPossible && <p className="text-sm text-muted">The lab has no {scope} to choose.</p>}
      <div className="rounded-md border border-border px-3 py-2">
        <RuleSentence kind={kind} value={value} of="" onChange={setValue} />
      </div>
      {before && <p className="text-sm text-muted">There is such a rule already; it is replaced.</p>}
    </FormDialog>
  );
}

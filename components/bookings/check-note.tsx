'use client';

import type { ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { InputField } from '../ui/field.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { CheckView } from './types.ts';
import { FIELD_OF_RULE } from './use-booking-check.ts';

type Props = { check: CheckView; conflict: ReactNode };

/** What the portal would say, before it is asked: who is in the way, which rule refuses, whose yes it needs. */
export function CheckNote({ check: { refusal, approval, conflict: taken }, conflict }: Props) {
  if (taken) return conflict;
  if (refusal && !(refusal.rule && refusal.rule in FIELD_OF_RULE))
    return (
      <Banner
        tone="warning"
        icon={<StatusGlyph status="maintenance" label={null} />}
        title={refusal.message}
      />
    );
  if (!approval) return null;
  return (
    <Banner title={approval}>It is sent as a request, and keeps nobody away until somebody agrees.</Banner>
  );
}

type OverrideProps = {
  /** Null: the rules count. */
  reason: string | null;
  error: string | null;
  onChange: (reason: string | null) => void;
};

/** For who may: rules, approval and turnaround are set aside with a reason that all can read. */
export function Override({ reason, error, onChange }: OverrideProps) {
  return (
    <fieldset className="flex flex-col gap-2 rounded-md border border-border px-3 py-2">
      <legend className="sr-only">Set the rules aside</legend>
      <Checkbox checked={reason !== null} onChange={(event) => onChange(event.target.checked ? '' : null)}>
        Set the lab’s rules aside
      </Checkbox>
      {reason !== null && (
        <InputField
          label="Why"
          required
          maxLength={300}
          hint="Stands on the booking for all to read. What others have booked stays theirs; only turnaround is cut short."
          error={error}
          value={reason}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </fieldset>
  );
}

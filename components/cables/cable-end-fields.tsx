'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import type { CableMachineView, EnteredView } from './types.ts';

type End = EnteredView['a'];
type Props = {
  label: string;
  machines: readonly CableMachineView[];
  value: End;
  /** The cable that is changed: its own ports are not taken. */
  enteredId: string;
  problem?: string | null;
  onChange: (value: End) => void;
};

const OTHER = ' other';

/** A Mac and one of its ports; a port that is taken says by whom. */
export function CableEndFields({ label, machines, value, enteredId, problem = null, onChange }: Props) {
  const trpc = useTRPC();
  const ports = useQuery({
    ...trpc.cables.ports.queryOptions({ machineId: value.machineId }),
    enabled: value.machineId !== '',
  });
  const [isInWords, setInWords] = useState(false);
  const known = ports.data?.ports ?? [];
  const isOther =
    isInWords ||
    (ports.data !== undefined && value.port !== '' && !known.some(({ key }) => key === value.port));
  // Until the ports are known the list of them stands there, and can't be used yet.
  const isListed = ports.data === undefined || known.length > 0;
  const taken = known.find(({ key }) => key === value.port)?.taken ?? null;
  const isTaken = taken !== null && taken.enteredId !== enteredId;
  const choosePort = (port: string): void => {
    setInWords(port === OTHER);
    onChange({ ...value, port: port === OTHER ? '' : port });
  };
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-strong">{label}</legend>
      <div className="grid gap-4 tablet:grid-cols-2">
        <SelectField
          label="Mac"
          value={value.machineId}
          error={problem}
          options={[
            { value: '', label: 'Choose a Mac' },
            ...machines.map(({ id, name, simulated }) => ({
              value: id,
              label: simulated ? `${name} (simulated)` : name,
            })),
          ]}
          onChange={(event) => {
            setInWords(false);
            onChange({ machineId: event.target.value, port: '' });
          }}
        />
        {isListed && (
          <SelectField
            label="Port"
            value={isOther ? OTHER : value.port}
            disabled={ports.data === undefined}
            hint={ports.data?.isReported === false && 'As the catalogue knows the model.'}
            error={isTaken ? `Taken: a cable to ${taken.by}.` : null}
            options={[
              { value: '', label: value.machineId === '' ? 'Choose the Mac first' : 'Choose a port' },
              ...known.map((it) => ({
                value: it.key,
                label: it.taken && it.taken.enteredId !== enteredId ? `${it.name}, taken` : it.name,
              })),
              { value: OTHER, label: 'Another, in words' },
            ]}
            onChange={(event) => choosePort(event.target.value)}
          />
        )}
        {(isOther || !isListed) && (
          <InputField
            label={isListed ? 'Its words' : 'Port'}
            hint={
              !isListed && 'As it is found on the case: neither its agent nor the catalogue tells its ports.'
            }
            value={value.port}
            maxLength={60}
            onChange={(event) => onChange({ ...value, port: event.target.value })}
          />
        )}
      </div>
      {ports.isError && <ErrorNote error={ports.error} onRetry={() => void ports.refetch()} />}
    </fieldset>
  );
}

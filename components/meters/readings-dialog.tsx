'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount, formatEnergy } from '@/shared/domain/format.ts';
import { MOST_READINGS_CHARACTERS } from '@/shared/schemas/wall-meter.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { TextAreaField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { WallMeterView } from './types.ts';

/** Readings typed, pasted or out of a file; what can't be read is named by its line, and the text stays. */
export default function ReadingsDialog({ meter, onClose }: { meter: WallMeterView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const [csv, setCsv] = useState('time,kWh\n');
  const take = useMutation(
    trpc.wallMeters.importReadings.mutationOptions({
      onSuccess: ({ readings, leftOut, joules }) => {
        void queries.invalidateQueries(trpc.wallMeters.pathFilter());
        const known =
          leftOut > 0 ? `; ${formatCount(leftOut)} of a time that was known already left out` : '';
        toast.done(`${formatCount(readings)} readings taken, ${formatEnergy(joules)}${known}`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={`Enter readings of “${meter.name}”`}
      description="A line for each reading: its time, and the watts or what the meter’s counter showed. All are taken or none."
      submitLabel="Take them"
      busyLabel="Taking them…"
      sending={take}
      canSubmit={csv.trim() !== ''}
      onSubmit={() => take.mutate({ id: meter.id, csv })}
      onClose={onClose}
    >
      <TextAreaField
        label="Readings"
        rows={10}
        spellCheck={false}
        maxLength={MOST_READINGS_CHARACTERS}
        hint={`First line: time and one of watts, kW, Wh, kWh. Times as 2026-11-24 09:30 (${zone}) or with their offset.`}
        value={csv}
        onChange={(event) => setCsv(event.target.value)}
      />
      <label className="grid gap-1 text-sm">
        Or a file
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          className="file:mr-3 file:h-(--control) file:rounded-md file:border file:border-border-strong file:bg-surface file:px-3"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) void file.text().then(setCsv, toast.failed);
          }}
        />
      </label>
    </FormDialog>
  );
}

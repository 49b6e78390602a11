'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WallMeterKind } from '@/shared/schemas/wall-meter.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { LinkFields } from './link-fields.tsx';
import { type LinkDraft, toDraft, toLink } from './link-draft.ts';
import { KINDS, type WallMeterView } from './types.ts';

type Props = { meter: WallMeterView | null; onClose: () => void };

/** What it is, where it is read, and which Macs hang on it from when to when. */
export default function MeterDialog({ meter, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const machines = useQuery(trpc.machines.list.queryOptions()).data?.machines ?? [];
  const [form, setForm] = useState(() => ({
    name: meter?.name ?? '',
    kind: meter?.kind ?? ('shelly' as WallMeterKind),
    note: meter?.note ?? '',
    address: meter?.address ?? '',
    channel: meter?.channel ?? '',
    token: '',
  }));
  const [links, setLinks] = useState<LinkDraft[]>(() => meter?.links.map((it) => toDraft(it, zone)) ?? []);
  const save = useMutation(
    trpc.wallMeters.save.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.wallMeters.pathFilter());
        toast.done(`“${form.name.trim()}” saved`);
        onClose();
      },
    }),
  );
  const set = (more: Partial<typeof form>): void => setForm((before) => ({ ...before, ...more }));
  const entered = links.map((it) => toLink(it, zone));
  const whole = entered.flatMap((it) => it ?? []);
  return (
    <FormDialog
      title={meter ? `Change “${meter.name}”` : 'Add a meter'}
      description="While it measures, what hangs on it goes by it."
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={form.name.trim() !== '' && whole.length === entered.length}
      onSubmit={() =>
        save.mutate({ id: meter?.id ?? null, ...form, token: form.token || null, links: whole })
      }
      onClose={onClose}
    >
      <InputField
        label="Name"
        required
        maxLength={60}
        placeholder="Shelf plug"
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label="How it is read"
        options={KINDS}
        value={form.kind}
        onChange={(event) => set({ kind: event.target.value as WallMeterKind, channel: '' })}
      />
      {form.kind !== 'hand' && <PlaceFields form={form} hasToken={meter?.hasToken ?? false} set={set} />}
      <LinkFields
        machines={machines.filter((it) => !it.simulated && it.status !== 'retired')}
        links={links}
        zone={zone}
        onChange={setLinks}
      />
      <InputField
        label="Note"
        hint="Not needed. What else hangs on it, its make, how exact it is."
        maxLength={300}
        value={form.note}
        onChange={(event) => set({ note: event.target.value })}
      />
    </FormDialog>
  );
}

type Place = { kind: WallMeterKind; address: string; channel: string; token: string };
type PlaceProps = { form: Place; hasToken: boolean; set: (more: Partial<Place>) => void };

/** The token is sealed when it is saved and never shown again. */
function PlaceFields({ form, hasToken, set }: PlaceProps) {
  const isShelly = form.kind === 'shelly';
  return (
    <>
      <InputField
        label="Address"
        required
        inputMode="url"
        autoComplete="off"
        maxLength={300}
        placeholder={isShelly ? 'http://192.168.1.40' : 'http://homeassistant.local:8123'}
        hint="The portal asks it every five seconds, and nothing else there."
        value={form.address}
        onChange={(event) => set({ address: event.target.value })}
      />
      <InputField
        label={isShelly ? 'Switch' : 'Entity'}
        maxLength={200}
        required={!isShelly}
        placeholder={isShelly ? '0' : 'sensor.shelf_plug_power'}
        hint={isShelly ? 'Its number; 0 is the first.' : 'One in W, kW, Wh or kWh.'}
        value={form.channel}
        onChange={(event) => set({ channel: event.target.value })}
      />
      <InputField
        label="Token"
        type="password"
        autoComplete="off"
        maxLength={2000}
        hint={
          hasToken
            ? 'One is kept, sealed. Empty leaves it.'
            : isShelly
              ? 'Not needed where the plug asks for none.'
              : 'A long-lived access token of Home Assistant. It is sealed and never shown again.'
        }
        value={form.token}
        onChange={(event) => set({ token: event.target.value })}
      />
    </>
  );
}

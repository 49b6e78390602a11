'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField, TextAreaField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';
import { groupsAsText, groupsFromText } from './group-lines.ts';
import { type ProviderSettings, ROLE_OPTIONS, roleLabel } from './types.ts';

type Provider = NonNullable<ProviderSettings['provider']>;

/** Single sign-on by OpenID Connect: whether there is one, and who may come by it. */
export function ProviderSection() {
  const trpc = useTRPC();
  const isOwner = useMe().role === 'owner';
  const [asked, setAsked] = useState<'edit' | 'remove' | null>(null);
  const settings = useQuery(trpc.signIns.provider.queryOptions());
  const provider = settings.data?.provider;
  return (
    <section aria-labelledby="provider">
      <Heading id="provider" title="Sign-in service">
        accounts people have elsewhere, by OpenID Connect
      </Heading>
      {settings.isPending && <SkeletonRows label="Loading the sign-in service" count={2} />}
      {settings.error && <ErrorNote error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && (
        <>
          <p className="py-3">
            {provider ? factsOf(provider) : 'None. People come in with a password or a passkey.'}
          </p>
          {isOwner ? (
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => setAsked('edit')}>
                {provider ? 'Change…' : 'Set up a sign-in service…'}
              </Button>
              {provider && (
                <Button look="danger" onClick={() => setAsked('remove')}>
                  Remove…
                </Button>
              )}
            </div>
          ) : (
            <p className="text-sm text-muted">An owner sets it up: it decides who everybody is.</p>
          )}
          {asked === 'edit' && <EditDialog settings={settings.data} onClose={() => setAsked(null)} />}
          {asked === 'remove' && provider && (
            <RemoveDialog name={provider.name} onClose={() => setAsked(null)} />
          )}
        </>
      )}
    </section>
  );
}

function factsOf({ name, issuer, newPeopleRole, groupRoles, linksByEmail }: Provider): string {
  const news =
    newPeopleRole === null ? 'Nobody new comes in by it alone' : `New people come in as ${newPeopleRole}`;
  const groups = groupRoles.length === 0 ? '' : `; groups give roles (${groupRoles.length})`;
  const links = linksByEmail
    ? 'Verified addresses are taken for the person here.'
    : 'Who is here ties their account.';
  return `${name}, ${issuer}. ${news}${groups}. ${links}`;
}

const NOBODY = 'nobody';
const NEW_PEOPLE = [
  { value: NOBODY, label: 'Nobody: an admin adds people' },
  ...ROLE_OPTIONS.filter((it) => it.value !== 'owner').map((it) => ({
    value: it.value as string,
    label: `Anybody it lets in, as ${roleLabel(it.value).toLowerCase()}`,
  })),
];

function EditDialog({ settings, onClose }: { settings: ProviderSettings; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { provider, returnAddress } = settings;
  const [form, setForm] = useState({
    name: provider?.name ?? '',
    issuer: provider?.issuer ?? '',
    clientId: provider?.clientId ?? '',
    clientSecret: '',
    groupClaim: provider?.groupClaim ?? '',
    groups: groupsAsText(provider?.groupRoles ?? []),
    newPeople: (provider?.newPeopleRole ?? NOBODY) as string,
    linksByEmail: provider?.linksByEmail ?? false,
  });
  const groups = groupsFromText(form.groups, provider?.groupRoles ?? []);
  const save = useMutation(
    trpc.signIns.setProvider.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.signIns.provider.queryKey(), saved);
        toast.done('Saved. The sign-in page offers it');
        onClose();
      },
    }),
  );
  const field = (name: 'name' | 'issuer' | 'clientId' | 'clientSecret' | 'groupClaim') => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) =>
      setForm((known) => ({ ...known, [name]: event.target.value })),
  });
  return (
    <FormDialog
      title="Sign-in service"
      description="The service is asked once before it is kept."
      submitLabel="Save sign-in service"
      busyLabel="Asking it…"
      sending={save}
      canSubmit={typeof groups !== 'string'}
      onSubmit={() =>
        typeof groups !== 'string' &&
        save.mutate({
          name: form.name,
          issuer: form.issuer,
          clientId: form.clientId,
          ...(form.clientSecret !== '' && { clientSecret: form.clientSecret }),
          groupClaim: form.groupClaim.trim() || null,
          groupRoles: groups,
          newPeopleRole: form.newPeople === NOBODY ? null : (form.newPeople as 'admin'),
          linksByEmail: form.linksByEmail,
        })
      }
      onClose={onClose}
    >
      <CopyBlock label="Return address" head="Tell the service this return address" text={returnAddress} />
      <InputField label="Name" hint="“Sign in with …”" required maxLength={60} {...field('name')} />
      <InputField label="Issuer" type="url" required hint="https://id.example.org" {...field('issuer')} />
      <InputField label="Client id" required {...field('clientId')} />
      <InputField
        label="Client secret"
        type="password"
        autoComplete="off"
        hint={provider ? 'Left empty, the one there is stays.' : 'Kept sealed, never shown again.'}
        required={!provider}
        {...field('clientSecret')}
      />
      <SelectField
        label="New people"
        options={NEW_PEOPLE}
        value={form.newPeople}
        onChange={(event) => setForm((known) => ({ ...known, newPeople: event.target.value }))}
      />
      <InputField
        label="Claim that lists groups"
        hint="Often groups; empty: none."
        {...field('groupClaim')}
      />
      <TextAreaField
        label="Groups and roles"
        rows={3}
        hint="A line each, as “mac-admins: admin”. The first that fits counts, at each sign-in."
        error={typeof groups === 'string' ? groups : null}
        value={form.groups}
        onChange={(event) => setForm((known) => ({ ...known, groups: event.target.value }))}
      />
      <Checkbox
        checked={form.linksByEmail}
        onChange={(event) => setForm((known) => ({ ...known, linksByEmail: event.target.checked }))}
      >
        A verified address counts as the person here who has it (never an owner)
      </Checkbox>
    </FormDialog>
  );
}

function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const remove = useMutation(
    trpc.signIns.removeProvider.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.signIns.provider.queryKey(), saved);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove the sign-in service ${name}?`}
      keepLabel="Keep it"
      confirmLabel="Remove sign-in service"
      busyLabel="Removing…"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      Nobody comes in by it any more. Who has no password needs a one-time link from an admin.
    </ConfirmDialog>
  );
}

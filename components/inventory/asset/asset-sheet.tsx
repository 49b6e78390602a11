'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { draftOf } from '@/shared/domain/custom-values.ts';
import { registerField } from '@/shared/domain/register-fields.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { CustomFieldInput } from '../../ui/custom-field-input.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FormError } from '../../ui/error-note.tsx';
import { focusProblem } from '../../ui/return-focus.ts';
import type { AssetView } from '../types.ts';
import { AssetField } from './asset-field.tsx';
import { GROUPS } from './asset-form.ts';
import { useAssetForm } from './use-asset-form.ts';

/** Every field of the register, in groups. */
export default function AssetSheet({ asset, onClose }: { asset: AssetView; onClose: () => void }) {
  const choices = useQuery(useTRPC().register.choices.queryOptions({})).data ?? null;
  const form = useAssetForm(asset, onClose);
  const [isLeaving, setLeaving] = useState(false);
  const leave = (): void => (form.isTouched ? setLeaving(true) : onClose());
  return (
    <>
      <Dialog
        open
        onOpenChange={leave}
        shape="sheet"
        title={`Change ${asset.name}`}
        description="What is entered of it; empty is “not entered”."
      >
        <form
          noValidate
          className="flex flex-col gap-6"
          onSubmit={(event) => {
            event.preventDefault();
            form.submit();
            focusProblem(event.currentTarget);
          }}
        >
          {GROUPS.map(({ title, keys }) => (
            <Group key={title} title={title}>
              {keys.map((key) => (
                <AssetField
                  key={key}
                  field={registerField(key)}
                  value={form.draft[key]}
                  error={form.problemOf(key)}
                  hint={form.meanwhileOf(key)}
                  choices={choices}
                  onChange={(value) => form.set(key, value)}
                />
              ))}
            </Group>
          ))}
          {form.customFields.length > 0 && (
            <Group title="The lab’s own fields">
              {form.customFields.map((field) => (
                <CustomFieldInput
                  key={field.id}
                  field={field}
                  draft={form.customDrafts[field.id] ?? draftOf(form.base.custom[field.id])}
                  error={form.problemOf(field.id)}
                  onChange={(value) => form.setCustom(field.id, value)}
                />
              ))}
            </Group>
          )}
          <div className="sticky -bottom-5 -mx-5 border-t border-border bg-raised px-5 pb-5">
            <FormError error={form.sending.error} />
            <DialogActions>
              <Button onClick={leave}>Cancel</Button>
              <Button type="submit" look="primary" busyLabel={form.sending.isPending ? 'Saving…' : null}>
                Save changes
              </Button>
            </DialogActions>
          </div>
        </form>
      </Dialog>
      <ConfirmDialog
        open={isLeaving}
        onOpenChange={setLeaving}
        title={`Leave without saving ${asset.name}?`}
        keepLabel="Go on"
        confirmLabel="Discard changes"
        busyLabel="Discarding…"
        busy={false}
        onConfirm={onClose}
      >
        What you typed is not saved yet.
      </ConfirmDialog>
    </>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="w-full border-b border-border pb-1 text-sm font-strong">{title}</legend>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 pt-3 tablet:grid-cols-2">{children}</div>
    </fieldset>
  );
}

import * as z from 'zod';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const CUSTOM_FIELD_KINDS = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
export const CustomFieldKind = z.enum(CUSTOM_FIELD_KINDS);
export type CustomFieldKind = z.infer<typeof CustomFieldKind>;

/** A field of the register that this lab has made for itself. */
export const CustomField = z.object({
  id: Id,
  label: z.string(),
  kind: CustomFieldKind,
  choices: z.array(z.string()),
  /** No longer asked for; what was entered stays. */
  retiredAt: Instant.nullable(),
  /** Machines that have a value in it. */
  uses: Count,
});
export type CustomField = z.output<typeof CustomField>;

export const MOST_CUSTOM_FIELDS = 100;
export const ListCustomFieldsInput = z.object({ limit: limit(500, 500) }).prefault({});

export const SaveCustomFieldInput = z
  .object({
    /** Null makes a new one. */
    id: Id.nullable(),
    label: Text.trim().min(1, 'A field needs a name.').max(40),
    kind: CustomFieldKind,
    choices: z.array(Text.trim().min(1, 'A choice needs a word.').max(60)).max(50),
    /** Where it stands among those in use, from 0; left out it stays, a new one comes last. */
    position: z.number().int().min(0).max(MOST_CUSTOM_FIELDS).optional(),
  })
  .refine(({ kind, choices }) => kind !== 'choice' || choices.length > 0, {
    path: ['choices'],
    error: 'A choice needs at least one thing to choose.',
  })
  .refine(({ choices }) => new Set(choices.map((it) => it.toLowerCase())).size === choices.length, {
    path: ['choices'],
    error: 'One of the choices is there twice.',
  });

export const RetireCustomFieldInput = z.object({ id: Id, isRetired: z.boolean() });

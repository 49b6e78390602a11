'use client';

import { useState } from 'react';
import type { BulkQuestion } from './bulk-bar.tsx';
import { bulkFields, changesOf, sharedDraft } from './bulk-fields.ts';
import { useCustomFields } from './use-custom-fields.ts';
import type { Row } from './types.ts';

/** Which field changes for all, and what was entered for it so far. */
export function useBulkDraft(rows: readonly Row[], question: BulkQuestion) {
  const fields = bulkFields(useCustomFields().inUse);
  const [fieldId, setFieldId] = useState(question.fieldId ?? 'location');
  const field = fields.find((it) => it.id === fieldId) ?? fields[0]!;
  // Null until something was entered: empty is a value too.
  const [entered, setEntered] = useState<string | null>(question.draft || null);
  const draft = entered ?? sharedDraft(field, rows);
  const read = changesOf(field, draft);
  return {
    fields,
    field,
    draft,
    isEntered: entered !== null,
    problem: entered !== null && 'problem' in read ? read.problem : null,
    changes: entered !== null && 'changes' in read ? read.changes : null,
    enter: setEntered,
    choose(id: string): void {
      setFieldId(id);
      setEntered(null);
    },
  };
}

'use client';

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';

const FieldsDialog = later(() => import('./fields-dialog.tsx'));

/** The way to the fields that the lab has made for itself. */
export function FieldsButton() {
  const [isOpen, setIsOpen] = useState(false);
  useWhenIdle(FieldsDialog.warm);
  return (
    <>
      <Button small onClick={() => setIsOpen(true)}>
        Fields of your own…
      </Button>
      {isOpen && <FieldsDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}

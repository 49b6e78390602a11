'use client';

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import type { LabelView } from './labels-page.tsx';

type Props = {
  labels: readonly LabelView[];
  wanted: readonly LabelView[];
  /** None is all of them. */
  onChoose: (ids: string[]) => void;
  onClose: () => void;
};

/** Which Macs get a label. */
export default function LabelsChoice({ labels, wanted, onChoose, onClose }: Props) {
  const [ids, setIds] = useState(() => new Set(wanted.map(({ id }) => id)));
  const toggle = (id: string): void => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  };
  const close = (chosen: string[]): void => {
    onChoose(chosen);
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} shape="sheet" title="Which Macs">
      <div className="grid">
        {labels.map(({ id, name, tag, isRetired }) => (
          <Checkbox key={id} checked={ids.has(id)} onChange={() => toggle(id)}>
            {name}
            <span className="text-sm text-muted">
              {[tag, isRetired && 'retired'].filter(Boolean).join(', ')}
            </span>
          </Checkbox>
        ))}
      </div>
      <DialogActions>
        <Button onClick={() => close([])}>All of them</Button>
        <Button
          look="primary"
          disabled={ids.size === 0}
          onClick={() => close(labels.flatMap(({ id }) => (ids.has(id) ? [id] : [])))}
        >
          Choose these
        </Button>
      </DialogActions>
    </Dialog>
  );
}

'use client';

import { Dialog } from '../../ui/dialog.tsx';
import { PickItem, PickList } from '../../ui/pick-list.tsx';

type Props = {
  models: readonly { id: string; name: string }[];
  onChoose: (id: string) => void;
  onClose: () => void;
};

/** The Macs of the catalogue, found by a few letters. */
export default function MacPicker({ models, onChoose, onClose }: Props) {
  return (
    <Dialog open onOpenChange={onClose} title="Choose a model" description="From the Mac catalogue.">
      <PickList
        label="Mac models"
        placeholder="Search models"
        empty="No such model in the catalogue. Try another word."
      >
        {models.map(({ id, name }) => (
          <PickItem key={id} id={id} title={name} onChoose={onChoose}>
            {name}
          </PickItem>
        ))}
      </PickList>
    </Dialog>
  );
}

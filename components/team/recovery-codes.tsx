import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="flex max-w-[24rem] flex-col gap-4">
      <p className="text-text-2">
        Keep these where your phone is not. Each lets you in once in place of a code, and they are not shown
        again.
      </p>
      <CopyBlock label="Recovery codes" text={codes.join('\n')} tall />
      <Button look="primary" className="self-start" onClick={onDone}>
        I have kept them
      </Button>
    </div>
  );
}

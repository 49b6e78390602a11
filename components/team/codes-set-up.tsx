'use client';

import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { qrPath } from '../ui/qr-path.ts';
import { RecoveryCodes } from './recovery-codes.tsx';

/** An authenticator takes a secret, gives its first code, and the recovery codes are shown. */
export function CodesSetUp({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const [code, setCode] = useState('');
  const begin = useMutation(trpc.signIns.beginCodes.mutationOptions());
  const finish = useMutation(trpc.signIns.finishCodes.mutationOptions());
  if (finish.data) return <RecoveryCodes codes={finish.data.codes} onDone={onDone} />;
  if (!begin.data)
    return (
      <div className="flex flex-col items-start gap-3">
        <FormError error={begin.error} />
        <Button busyLabel={begin.isPending ? 'Beginning…' : null} onClick={() => begin.mutate()}>
          Set up codes
        </Button>
      </div>
    );
  return (
    <form
      className="flex max-w-[24rem] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        finish.mutate({ code: code.replaceAll(/\s/g, '') });
      }}
    >
      <p className="text-text-2">Read this with an authenticator, then write the six digits it shows.</p>
      <Qr text={begin.data.address} />
      <CopyBlock
        label="Secret for the authenticator"
        head="No camera? Type this secret"
        text={begin.data.secret}
      />
      <CodeField value={code} onChange={setCode} />
      <FormError error={finish.error} />
      <Button
        type="submit"
        look="primary"
        className="self-start"
        busyLabel={finish.isPending ? 'Checking…' : null}
      >
        Turn codes on
      </Button>
    </form>
  );
}

export const CodeField = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
  <InputField
    label="Code"
    name="code"
    required
    autoComplete="one-time-code"
    maxLength={40}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
);

/** Black on white in any theme: that is what cameras read. */
function Qr({ text }: { text: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      role="img"
      aria-label="QR code of the secret"
      shapeRendering="crispEdges"
      className="size-44 self-start rounded-md border border-border bg-[#fff]"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

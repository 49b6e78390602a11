import type { ComponentProps } from 'react';
import { InputField } from '../ui/field.tsx';

type FieldProps = Partial<ComponentProps<typeof InputField>>;

export const PersonName = (props: FieldProps) => (
  <InputField label="Name" required maxLength={60} autoComplete="off" {...props} />
);

export const PersonEmail = (props: FieldProps) => (
  <InputField label="E-mail" type="email" required autoComplete="off" {...props} />
);

/** A password that is chosen, not one that is asked for. */
export const NewPassword = (props: FieldProps) => (
  <InputField
    label="Password"
    type="password"
    required
    minLength={10}
    maxLength={128}
    hint="At least 10 characters."
    autoComplete="new-password"
    {...props}
  />
);

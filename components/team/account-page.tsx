'use client';

import { useMe } from '../providers/me.tsx';
import { COLUMNS } from './columns.ts';
import { OwnSignIns } from './own-sign-ins.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactors } from './second-factors.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { TiedAccount } from './tied-account.tsx';

/** How this person comes in, and from where they are in now. */
export function AccountPage() {
  const me = useMe();
  return (
    <>
      <SettingsHeader facts={me.email} />
      <main id="main" className="page-body">
        <div className={COLUMNS}>
          <OwnSignIns />
          <div className="flex flex-col gap-8">
            <SecondFactors />
            <TiedAccount />
            <section aria-labelledby="password">
              <h2 id="password" className="border-b border-border-strong pb-2">
                Password
              </h2>
              <PasswordForm />
            </section>
          </div>
        </div>
      </main>
    </>
  );
}

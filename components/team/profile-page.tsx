'use client';

import { formatDay, zoneName } from '@/shared/domain/format.ts';
import { LetterKeysSetting } from '../layout/letter-keys-setting.tsx';
import { useMe } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { COLUMNS } from './columns.ts';
import { MainTeam } from './main-team.tsx';
import { OwnData } from './own-data.tsx';
import { ProfileForm } from './profile-form.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { signOut } from '../layout/sign-out.ts';
import { ROLE_RIGHTS, roleLabel } from './types.ts';

export function ProfilePage() {
  const me = useMe();
  const nowMs = useNow(3_600_000);
  const facts = [
    ['E-mail', me.email],
    ['Role', `${roleLabel(me.role)}: ${ROLE_RIGHTS[me.role]}`],
    [
      me.teams.length > 1 ? 'Teams' : 'Team',
      me.teams.map((it) => (it.isLead ? `${it.name} (lead)` : it.name)).join(', ') || 'none',
    ],
    ...(me.guestUntil
      ? ([
          [
            'Guest until the end of',
            formatDay(new Date(me.guestUntil).getTime() - 1, me.lab.timeZone, nowMs),
          ],
        ] as const)
      : []),
    ['Lab', me.lab.name],
    ['Times in', `${me.lab.timeZone} (${zoneName(me.lab.timeZone, nowMs)})`],
  ] as const;
  return (
    <>
      <SettingsHeader facts={me.name} />
      <main id="main" className="page-body">
        <div className={COLUMNS}>
          <div>
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
              {facts.map(([term, text]) => (
                <div key={term} className="contents">
                  <dt className="text-muted">{term}</dt>
                  <dd className="[overflow-wrap:anywhere]">{text}</dd>
                </div>
              ))}
            </dl>
            <h2 className="mt-8 border-b border-border-strong pb-2">You</h2>
            <MainTeam />
            <ProfileForm />
          </div>
          <div>
            <h2 className="border-b border-border-strong pb-2">What the lab has of you</h2>
            <OwnData />
            <h2 className="mt-8 border-b border-border-strong pb-2">This browser</h2>
            <LetterKeysSetting />
            <p className="py-3 text-text-2">
              Signing out ends your sign-in here; bookings and sessions go on.
            </p>
            <Button onClick={() => void signOut()}>Sign out</Button>
          </div>
        </div>
      </main>
    </>
  );
}

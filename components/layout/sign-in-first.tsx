'use client';

import { redirect, usePathname, useSearchParams } from 'next/navigation';

/** To the sign-in page and back to this one afterwards. */
export function SignInFirst() {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  redirect(`/sign-in?next=${encodeURIComponent(search ? `${pathname}?${search}` : pathname)}`);
  return null;
}

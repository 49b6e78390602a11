import type { ReactNode } from 'react';
import { Logo } from '../layout/logo.tsx';

/** The frame of the pages in front of the console: signing in and setting up. */
export function FrontDoor({
  title,
  intro,
  children,
}: {
  title: string;
  intro: ReactNode;
  children: ReactNode;
}) {
  return (
    <main
      id="main"
      className="mx-auto flex min-h-dvh w-full max-w-[24rem] flex-col justify-center gap-5 px-4 py-10"
    >
      <div className="flex items-center gap-3">
        <Logo />
        <b className="text-md tracking-[-0.02em]">Espalier</b>
      </div>
      <div>
        <h1>{title}</h1>
        <p className="pt-1 text-text-2">{intro}</p>
      </div>
      {children}
    </main>
  );
}

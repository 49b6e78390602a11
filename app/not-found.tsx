import Link from 'next/link';
import { Logo } from '@/components/layout/logo.tsx';

export default function NotFound() {
  return (
    <main
      id="main"
      className="mx-auto flex min-h-dvh w-full max-w-[26rem] flex-col justify-center gap-4 px-4"
    >
      <Logo />
      <h1>There is nothing at this address</h1>
      <p className="text-text-2">The link may be old, or it has a typing error.</p>
      <Link href="/machines" className="link self-start">
        To the Macs
      </Link>
    </main>
  );
}

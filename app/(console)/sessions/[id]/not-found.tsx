import { NothingHere } from '@/components/layout/nothing-here.tsx';

export default function NotFound() {
  return (
    <NothingHere title="There is no such session" href="/sessions" label="All sessions">
      The link may be old.
    </NothingHere>
  );
}

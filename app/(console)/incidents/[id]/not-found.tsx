import { NothingHere } from '@/components/layout/nothing-here.tsx';

export default function NotFound() {
  return (
    <NothingHere title="There is no such incident" href="/incidents" label="All incidents">
      The link may be old.
    </NothingHere>
  );
}

import { NothingHere } from '@/components/layout/nothing-here.tsx';

export default function NotFound() {
  return (
    <NothingHere title="There is no such machine" href="/machines" label="All Macs">
      The link may be old, or the machine belongs to another lab.
    </NothingHere>
  );
}

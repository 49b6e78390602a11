import { NothingHere } from '@/components/layout/nothing-here.tsx';

export default function NotFound() {
  return (
    <NothingHere title="There is nothing at this address" href="/machines" label="To the Macs">
      The link may be old, or it has a typing error.
    </NothingHere>
  );
}

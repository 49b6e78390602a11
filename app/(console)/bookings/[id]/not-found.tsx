import { NothingHere } from '@/components/layout/nothing-here.tsx';

export default function NotFound() {
  return (
    <NothingHere title="There is no such booking" href="/bookings" label="All bookings">
      The link may be old.
    </NothingHere>
  );
}

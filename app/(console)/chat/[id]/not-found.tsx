import { NothingHere } from '@/components/layout/nothing-here.tsx';

export default function NotFound() {
  return (
    <NothingHere title="There is no such chat for you" href="/chat" label="All chats">
      The link may be old, or its owner shares it with the lab no more.
    </NothingHere>
  );
}

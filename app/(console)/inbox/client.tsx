'use client';

export { InboxPage as Client } from '@/components/notifications/inbox-page.tsx';

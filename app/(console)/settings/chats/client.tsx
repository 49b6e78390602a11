'use client';

export { ChatsPage as Client } from '@/components/team/chats-page.tsx';

'use client';

export { MembersPage as Client } from '@/components/team/members-page.tsx';

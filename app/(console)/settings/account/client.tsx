'use client';

export { AccountPage as Client } from '@/components/team/account-page.tsx';

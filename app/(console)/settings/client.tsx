'use client';

export { ProfilePage as Client } from '@/components/team/profile-page.tsx';

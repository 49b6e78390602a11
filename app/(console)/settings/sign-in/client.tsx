'use client';

export { SignInSettingsPage as Client } from '@/components/team/sign-in-settings-page.tsx';

'use client';

export { KeysPage as Client } from '@/components/api-keys/keys-page.tsx';

'use client';

export { CablesPage as Client } from '@/components/cables/cables-page.tsx';

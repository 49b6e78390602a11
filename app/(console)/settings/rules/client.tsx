'use client';

export { RulesPage as Client } from '@/components/team/rules-page.tsx';

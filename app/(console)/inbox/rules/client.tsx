'use client';

export { AlertRulesPage as Client } from '@/components/notifications/alert-rules-page.tsx';

'use client';

export { AlertsPage as Client } from '@/components/notifications/alerts-page.tsx';

'use client';

export { AuditPage as Client } from '@/components/team/audit-page.tsx';
